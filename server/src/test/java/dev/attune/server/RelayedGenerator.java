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
import java.util.function.Function;

/** A real engine's generator with a test's own sink before every sink. */
class RelayedGenerator implements Generator {
    private final Generator real;

    RelayedGenerator(Generator real) {
        this.real = real;
    }

    /** The real model, whose generator a test has wrapped. */
    static ModelLoader.Loaded load(ServerConfig config, Function<Generator, Generator> wrap) {
        ModelLoader.Loaded loaded = new EngineLoader().load(config);
        ChatModel chat = loaded.chat();
        ChatModel wrapped = new ChatModel(
                chat.name(),
                chat.createdAt(),
                chat.contextTokens(),
                chat.vocabularySize(),
                chat.endIds(),
                chat.defaults(),
                chat.format(),
                chat.tokenizer(),
                wrap.apply(chat.generator()));
        return new ModelLoader.Loaded(wrapped, loaded.facts(), loaded.resources());
    }

    /** What hears of a request instead of its sink; it tells the sink. */
    Relay relay(GenerationRequest request) {
        return new Relay(request.sink());
    }

    @Override
    public void submit(List<GenerationRequest> together) {
        real.submit(together.stream().map(this::relayed).toList());
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

    private GenerationRequest relayed(GenerationRequest request) {
        return new GenerationRequest(
                request.id(),
                request.promptIds(),
                request.sampling(),
                request.ending(),
                request.topLogprobs(),
                relay(request));
    }

    /** Tells a sink everything it hears, on the decode thread. */
    static class Relay implements TokenSink {
        private final TokenSink sink;

        Relay(TokenSink sink) {
            this.sink = sink;
        }

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {
            sink.onStart(weightsVersion, cachedTokens);
        }

        @Override
        public void onToken(Token token) {
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
