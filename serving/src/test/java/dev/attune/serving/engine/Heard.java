package dev.attune.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Remembers what it hears and lets others wait for the end. */
class Heard implements TokenSink {
    static final Duration LONG = Duration.ofSeconds(60);

    final List<Integer> tokens = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch done = new CountDownLatch(1);
    volatile boolean started;
    volatile long version;
    volatile @Nullable FinishReason reason;
    volatile @Nullable Throwable failure;
    final AtomicInteger ends = new AtomicInteger();
    final AtomicInteger afterEnd = new AtomicInteger();

    Heard await() {
        try {
            assertThat(done.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    void heard(String what) {}

    @Override
    public void onStart(long weightsVersion, int cachedTokens) {
        started = true;
        version = weightsVersion;
        heard("start");
    }

    @Override
    public void onToken(Token token) {
        afterEnd.addAndGet(ends.get());
        tokens.add(token.id());
        heard("token");
    }

    @Override
    public void onFinish(FinishReason finishReason) {
        reason = finishReason;
        end();
        heard("finish");
    }

    @Override
    public void onFailure(Throwable cause) {
        failure = cause;
        end();
    }

    private void end() {
        ends.incrementAndGet();
        done.countDown();
    }

    static void assertIdle(DecodeLoop loop) {
        waitUntil(() -> loop.stats().running() == 0 && loop.stats().waiting() == 0);
        assertThat(loop.stats().running()).isZero();
        assertThat(loop.stats().waiting()).isZero();
    }

    static void waitUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
