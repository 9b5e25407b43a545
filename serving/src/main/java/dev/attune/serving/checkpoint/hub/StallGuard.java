package dev.attune.serving.checkpoint.hub;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream that has not moved for too long; whoever waits in {@code read} then gets an exception. The HTTP client's
 * own timeout ends with the answer's headers.
 */
final class StallGuard implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "hub-stall-guard");
        thread.setDaemon(true);
        return thread;
    });
    private final long limitNanos;
    private final InputStream stream;
    private volatile long movedAt = System.nanoTime();

    StallGuard(InputStream stream, Duration limit) {
        this.stream = stream;
        this.limitNanos = limit.toNanos();
        long period = Math.max(1, limitNanos / 4);
        var unused = clock.scheduleAtFixedRate(this::check, period, period, TimeUnit.NANOSECONDS);
    }

    /** A byte has come. */
    void moved() {
        movedAt = System.nanoTime();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private void check() {
        if (System.nanoTime() - movedAt > limitNanos) {
            try {
                stream.close();
            } catch (IOException alreadyBroken) {
                // The reader will find out by itself.
            }
        }
    }
}
