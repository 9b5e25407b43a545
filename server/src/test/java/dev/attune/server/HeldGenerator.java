package dev.attune.server;

import dev.attune.server.chat.Generator;
import dev.attune.serving.engine.EngineStats;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.StepTimes;
import dev.attune.serving.engine.SwapCounts;
import dev.attune.serving.engine.Token;
import dev.attune.serving.engine.TokenSink;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real engine that can be made to stop in the middle of an answer until somebody cancels it, so that nobody needs to be quick. */
final class HeldGenerator implements Generator {
    private static final int PATIENCE_S = 90;

    private final Generator engine;
    private final AtomicInteger afterHold = new AtomicInteger();
    private volatile int holdAt = Integer.MAX_VALUE;
    private volatile CountDownLatch cancelled = new CountDownLatch(1);

    HeldGenerator(Generator engine) {
        this.engine = engine;
    }

    /** The next request stops after so many tokens until it is cancelled. */
    void holdAt(int tokens) {
        cancelled = new CountDownLatch(1);
        afterHold.set(0);
        holdAt = tokens;
    }

    /** How many tokens came after the one at which it was held. */
    int tokensAfterHold() {
        return afterHold.get();
    }

    @Override
    public void submit(List<GenerationRequest> together) {
        int hold = holdAt;
        holdAt = Integer.MAX_VALUE;
        engine.submit(together.stream().map(request -> held(request, hold)).toList());
    }

    @Override
    public void cancel(String id) {
        engine.cancel(id);
        cancelled.countDown();
    }

    @Override
    public EngineStats stats() {
        return engine.stats();
    }

    @Override
    public StepTimes.Counts stepTimes() {
        return engine.stepTimes();
    }

    @Override
    public SwapCounts swaps() {
        return engine.swaps();
    }

    private GenerationRequest held(GenerationRequest request, int hold) {
        return new GenerationRequest(
                request.id(),
                request.promptIds(),
                request.sampling(),
                request.ending(),
                request.topLogprobs(),
                new HeldSink(request.sink(), hold));
    }

    /** On the decode thread. */
    private final class HeldSink implements TokenSink {
        private final TokenSink sink;
        private final int hold;
        private int tokens;

        HeldSink(TokenSink sink, int hold) {
            this.sink = sink;
            this.hold = hold;
        }

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {
            sink.onStart(weightsVersion, cachedTokens);
        }

        @Override
        public void onToken(Token token) {
            sink.onToken(token);
            tokens++;
            if (tokens > hold) {
                afterHold.incrementAndGet();
            } else if (tokens == hold) {
                waitForCancel();
            }
        }

        @Override
        public void onFinish(FinishReason reason) {
            sink.onFinish(reason);
        }

        @Override
        public void onFailure(Throwable cause) {
            sink.onFailure(cause);
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
}
