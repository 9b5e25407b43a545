package dev.attune.trainer.cycle;

import java.time.Duration;

/** After a cycle failed: how long to rest, and what to do then. The pause doubles with each failure, up to 64-fold. One thread. */
final class Rest {
    private static final int DOUBLINGS = 6;

    private final int attempts;
    private final Duration pause;
    private int failures;
    private long untilNanos = System.nanoTime();

    /** What becomes of the cycle that failed. */
    enum Next {
        /** Once more from its last checkpoint. */
        GO_ON,
        /** Once more from its beginning: what is on disk may be damaged. */
        BEGIN_ANEW,
        GIVE_UP
    }

    Rest(int attempts, Duration pause) {
        this.attempts = attempts;
        this.pause = pause;
    }

    boolean isOn() {
        return System.nanoTime() - untilNanos < 0;
    }

    Next failed() {
        untilNanos = System.nanoTime() + pause.toNanos() * (1L << Math.min(failures, DOUBLINGS));
        failures++;
        int left = attempts - failures % attempts;
        return failures % attempts == 0 ? Next.GIVE_UP : left == 1 ? Next.BEGIN_ANEW : Next.GO_ON;
    }

    void succeeded() {
        failures = 0;
    }
}
