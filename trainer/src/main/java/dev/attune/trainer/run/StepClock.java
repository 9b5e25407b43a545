package dev.attune.trainer.run;

/** How fast steps go lately. One thread. */
public final class StepClock {
    /** Weight of the newest step; some twenty steps are remembered. */
    private static final double NEWEST = 0.05;

    private long last = System.nanoTime();
    private double secondsPerStep;
    private double tokensPerStep;

    /** A step over so many positions is done. */
    public void done(long tokens) {
        long now = System.nanoTime();
        double seconds = (now - last) / 1e9;
        last = now;
        boolean firstStep = secondsPerStep == 0;
        secondsPerStep = firstStep ? seconds : secondsPerStep + NEWEST * (seconds - secondsPerStep);
        tokensPerStep = firstStep ? tokens : tokensPerStep + NEWEST * (tokens - tokensPerStep);
    }

    /** What has passed since the last step was no step. */
    public void restart() {
        last = System.nanoTime();
    }

    public double secondsPerStep() {
        return secondsPerStep;
    }

    public double tokensPerSecond() {
        return tokensPerStep / secondsPerStep;
    }
}
