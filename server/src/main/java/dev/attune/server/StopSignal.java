package dev.attune.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Ctrl-C and SIGTERM as a wish: the process goes on until the work has seen it, saved itself and closed this. */
final class StopSignal implements BooleanSupplier, AutoCloseable {
    private static final int PATIENCE_S = 120;

    private final CountDownLatch workIsOver = new CountDownLatch(1);
    private volatile boolean wished;

    private StopSignal() {}

    static StopSignal listen() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::wish, "stop"));
        return signal;
    }

    @Override
    public boolean getAsBoolean() {
        return wished;
    }

    @Override
    public void close() {
        workIsOver.countDown();
    }

    private void wish() {
        wished = true;
        try {
            if (!workIsOver.await(PATIENCE_S, TimeUnit.SECONDS)) {
                System.err.println("Stopped without a last checkpoint.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
