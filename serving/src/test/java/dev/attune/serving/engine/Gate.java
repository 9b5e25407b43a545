package dev.attune.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds the decode thread at its first token until opened. */
final class Gate extends Heard {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final Runnable atTheEnd;

    Gate() {
        this(() -> {});
    }

    Gate(Runnable atTheEnd) {
        this.atTheEnd = atTheEnd;
    }

    void awaitReached() {
        pass(reached);
    }

    void open() {
        open.countDown();
    }

    @Override
    void heard(String what) {
        if (what.equals("token")) {
            reached.countDown();
            pass(open);
        }
        if (what.equals("finish")) {
            atTheEnd.run();
        }
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
