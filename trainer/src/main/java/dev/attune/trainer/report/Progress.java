package dev.attune.trainer.report;

/** Who wants to hear how a long run is going. Called by the thread that runs. */
public interface Progress {
    /** Something is done that a person should know of. */
    void note(String sentence);

    /** A step is done. */
    void step(Pace pace);

    /**
     * How far a run is.
     *
     * @param step done, counted from 1
     * @param totalSteps of the whole run
     * @param tokens positions that this step computed, padding included
     * @param loss of this step, nats per token
     * @param tokensPerSecond lately
     * @param secondsLeft at that rate
     */
    record Pace(long step, long totalSteps, long tokens, double loss, double tokensPerSecond, double secondsLeft) {}
}
