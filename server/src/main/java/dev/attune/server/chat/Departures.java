package dev.attune.server.chat;

import java.util.OptionalLong;

/**
 * How often answers end, seen over the last few: each that ends makes room for another, which is what somebody waits for who was
 * refused at a full queue. Safe on any thread, because answers end on several event loops; the lock guards a few additions.
 */
final class Departures {
    private static final int SEEN = 32;
    private static final int FEWEST = 8;
    private static final long STALE_NANOS = 60_000_000_000L;
    private static final long NANOS_PER_MS = 1_000_000;

    private final long[] times = new long[SEEN];
    private long count;

    synchronized void note(long nowNanos) {
        times[(int) (count % SEEN)] = nowNanos;
        count++;
    }

    /** Until the next answer ends; empty if too few have ended, or none lately. */
    synchronized OptionalLong nextMs(long nowNanos) {
        int seen = (int) Math.min(count, SEEN);
        if (seen < FEWEST) {
            return OptionalLong.empty();
        }
        long newest = times[(int) ((count - 1) % SEEN)];
        long oldest = times[(int) ((count - seen) % SEEN)];
        long pause = nowNanos - newest;
        // What has not happened for longer than usual is not about to happen.
        long expected = Math.max((newest - oldest) / (seen - 1), pause);
        return pause > STALE_NANOS ? OptionalLong.empty() : OptionalLong.of(Math.max(1, expected / NANOS_PER_MS));
    }
}
