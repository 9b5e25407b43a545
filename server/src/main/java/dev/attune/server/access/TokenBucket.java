package dev.attune.server.access;

/**
 * A bucket that fills evenly and that more may be taken from than it holds: who takes on credit waits until it is paid off. Counts in
 * 64-bit integers, so that the wait it names is exact. Not safe for several threads; {@link Account} is.
 */
final class TokenBucket {
    /** The largest rate, burst and single charge that the arithmetic holds. */
    static final int MOST = 10_000_000;

    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final long DEEPEST = -6 * MOST * MINUTE_NANOS;

    private final int perMinute;
    /** In tokens times the nanoseconds of a minute, as is {@link #level}. */
    private final long capacity;

    private long level;
    private long updatedNanos;

    /** @param burst what it holds when full; 0: one minute's worth */
    TokenBucket(int perMinute, int burst, long nowNanos) {
        this.perMinute = perMinute;
        this.capacity = (burst == 0 ? perMinute : burst) * MINUTE_NANOS;
        this.level = capacity;
        this.updatedNanos = nowNanos;
    }

    int perMinute() {
        return perMinute;
    }

    /**
     * Nanoseconds until so many may be taken; 0: now. More than the bucket ever holds may be taken when it is full, or a large
     * request would wait for ever.
     */
    long waitNanos(int tokens, long nowNanos) {
        refill(nowNanos);
        long missing = Math.min(tokens * MINUTE_NANOS, capacity) - level;
        return missing <= 0 ? 0 : ceilDiv(missing, perMinute);
    }

    /** Takes them, on credit if need be. */
    void take(int tokens, long nowNanos) {
        refill(nowNanos);
        level = Math.max(DEEPEST, level - Math.min(tokens, MOST) * MINUTE_NANOS);
    }

    /** Whole tokens that may be taken now. */
    long remaining(long nowNanos) {
        refill(nowNanos);
        return Math.max(0, level / MINUTE_NANOS);
    }

    /** Until it is full again. */
    long resetNanos(long nowNanos) {
        refill(nowNanos);
        return ceilDiv(capacity - level, perMinute);
    }

    private void refill(long nowNanos) {
        long elapsed = nowNanos - updatedNanos;
        if (elapsed <= 0) {
            return;
        }
        updatedNanos = nowNanos;
        boolean full = elapsed >= ceilDiv(capacity - level, perMinute);
        level = full ? capacity : level + elapsed * perMinute;
    }

    private static long ceilDiv(long a, long b) {
        return (a + b - 1) / b;
    }
}
