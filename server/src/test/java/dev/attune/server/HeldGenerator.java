package dev.attune.server;

import dev.attune.server.chat.Generator;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.Token;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real engine that can be made to stop in the middle of an answer until somebody cancels it, so that nobody needs to be quick. */
final class HeldGenerator extends RelayedGenerator {
    private static final int PATIENCE_S = 90;

    private final AtomicInteger afterHold = new AtomicInteger();
    private final AtomicInteger holdAt = new AtomicInteger(Integer.MAX_VALUE);
    private volatile CountDownLatch cancelled = new CountDownLatch(1);

    HeldGenerator(Generator engine) {
        super(engine);
    }

    /** The next request stops after so many tokens until it is cancelled. */
    void holdAt(int tokens) {
        cancelled = new CountDownLatch(1);
        afterHold.set(0);
        holdAt.set(tokens);
    }

    /** How many tokens came after the one at which it was held. */
    int tokensAfterHold() {
        return afterHold.get();
    }

    @Override
    public void cancel(String id) {
        super.cancel(id);
        cancelled.countDown();
    }

    @Override
    Relay relay(GenerationRequest request) {
        int hold = holdAt.getAndSet(Integer.MAX_VALUE);
        return new Relay(request.sink()) {
            private int tokens;

            @Override
            public void onToken(Token token) {
                super.onToken(token);
                tokens++;
                if (tokens > hold) {
                    afterHold.incrementAndGet();
                } else if (tokens == hold) {
                    waitForCancel();
                }
            }
        };
    }

    private void waitForCancel() {
        try {
            if (!cancelled.await(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody cancelled the request");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
