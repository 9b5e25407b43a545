package dev.attune.server;

import dev.attune.server.chat.ChatModel;
import dev.attune.server.chat.Generator;
import dev.attune.server.config.ServerConfig;
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

/**
 * A real engine that stops, decode thread and all, before it hands over the second token of anybody, until it is opened: a
 * step that takes as long as a test likes.
 */
final class Gate implements ModelLoader {
    /** A test that fails before it opens the gate must still come to its end. */
    private static final long PATIENCE_S = 90;

    private final CountDownLatch open = new CountDownLatch(1);

    void open() {
        open.countDown();
    }

    @Override
    public Loaded load(ServerConfig config) {
        Loaded real = new EngineLoader().load(config);
        ChatModel chat = real.chat();
        ChatModel gated = new ChatModel(
                chat.name(),
                chat.createdAt(),
                chat.contextTokens(),
                chat.vocabularySize(),
                chat.endIds(),
                chat.defaults(),
                chat.format(),
                chat.tokenizer(),
                new Gated(chat.generator()));
        return new Loaded(gated, real.facts(), real.resources());
    }

    private void pass() {
        try {
            if (!open.await(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the gate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The engine's generator with a gate before every sink. */
    private final class Gated implements Generator {
        private final Generator real;

        Gated(Generator real) {
            this.real = real;
        }

        @Override
        public void submit(List<GenerationRequest> requests) {
            real.submit(requests.stream().map(this::behindGate).toList());
        }

        @Override
        public void cancel(String id) {
            real.cancel(id);
        }

        @Override
        public EngineStats stats() {
            return real.stats();
        }

        @Override
        public StepTimes.Counts stepTimes() {
            return real.stepTimes();
        }

        @Override
        public SwapCounts swaps() {
            return real.swaps();
        }

        private GenerationRequest behindGate(GenerationRequest request) {
            return new GenerationRequest(
                    request.id(),
                    request.promptIds(),
                    request.sampling(),
                    request.ending(),
                    request.topLogprobs(),
                    new Waiting(request.sink()));
        }
    }

    /** A sink that lets the first token through at once. */
    private final class Waiting implements TokenSink {
        private final TokenSink sink;
        private boolean first = true;

        Waiting(TokenSink sink) {
            this.sink = sink;
        }

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {
            sink.onStart(weightsVersion, cachedTokens);
        }

        @Override
        public void onToken(Token token) {
            if (!first) {
                pass();
            }
            first = false;
            sink.onToken(token);
        }

        @Override
        public void onFinish(FinishReason reason) {
            sink.onFinish(reason);
        }

        @Override
        public void onFailure(Throwable cause) {
            sink.onFailure(cause);
        }
    }
}
