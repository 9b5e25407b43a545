package dev.attune.serving.engine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts steps by how long they took. The decode thread alone adds, without a lock and without an atomic addition; anybody
 * may look, and sees each step once it is added.
 */
public final class StepTimes {
    private static final double[] BOUNDS_S = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    /** One more than there are bounds: the last is for what is longer than all of them. */
    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_S.length + 1);

    private final AtomicLong sumNs = new AtomicLong();

    StepTimes() {}

    /** Decode thread only. One writer: a plain read and an ordered write lose nothing. */
    void add(long durationNs) {
        int bucket = 0;
        while (bucket < BOUNDS_S.length && durationNs > BOUNDS_S[bucket] * 1e9) {
            bucket++;
        }
        counts.setRelease(bucket, counts.getPlain(bucket) + 1);
        sumNs.setRelease(sumNs.getPlain() + durationNs);
    }

    Counts counts() {
        long[] copy = new long[counts.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts.getAcquire(i);
        }
        return new Counts(BOUNDS_S.clone(), copy, sumNs.getAcquire() / 1e9);
    }

    /**
     * A look at the counts.
     *
     * @param boundsS upper bounds in seconds, rising; a duration that equals a bound lies below it
     * @param counts steps up to each bound and beyond the one before; one more entry than there are bounds
     * @param sumS of all steps, in seconds
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Counts(double[] boundsS, long[] counts, double sumS) {}
}
