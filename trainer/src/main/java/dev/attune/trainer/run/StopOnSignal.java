package dev.attune.trainer.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Says that the process was asked to end (SIGTERM, Ctrl-C), and holds the end up until the run has written its checkpoint.
 * Opened before a run, closed after it.
 */
public final class StopOnSignal implements BooleanSupplier, AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "attune-stop");
    private volatile boolean asked;
    private volatile boolean heeded;

    public StopOnSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public boolean getAsBoolean() {
        heeded = true;
        return asked;
    }

    @Override
    public void close() {
        done.countDown();
        if (!asked) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private void await() {
        asked = true;
        if (!heeded) {
            // Nobody has looked yet: the run is still reading, there is nothing to save.
            return;
        }
        try {
            boolean inTime = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println(
                        "The run did not stop within " + PATIENCE_SECONDS + " s; its last checkpoint is what remains");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
