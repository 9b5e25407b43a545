package dev.attune.server;

import dev.attune.server.chat.ChatModel;
import dev.attune.server.chat.Generator;
import dev.attune.server.config.ServerConfig;
import dev.attune.serving.ServedModel;
import dev.attune.serving.engine.EngineStats;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.StepTimes;
import dev.attune.serving.engine.SwapCounts;
import dev.attune.serving.engine.Token;
import dev.attune.serving.engine.TokenSink;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The real engine, and how many steps it makes between being told to cancel somebody and having done so. */
final class StepWatch implements ModelLoader {
    private final Map<String, Long> told = new ConcurrentHashMap<>();
    private final Queue<Long> stepsToCancel = new ConcurrentLinkedQueue<>();
    private @Nullable ServedModel model;
    private volatile boolean slow;

    @Override
    public Loaded load(ServerConfig config) {
        Loaded real = new EngineLoader().load(config);
        ChatModel chat = real.chat();
        EngineLoader.ModelGenerator generator = (EngineLoader.ModelGenerator) chat.generator();
        model = generator.model();
        ChatModel watched = new ChatModel(
                chat.name(),
                chat.createdAt(),
                chat.contextTokens(),
                chat.vocabularySize(),
                chat.endIds(),
                chat.defaults(),
                chat.format(),
                chat.tokenizer(),
                new Watched(generator));
        return new Loaded(watched, real.facts(), real.resources());
    }

    ServedModel model() {
        return Objects.requireNonNull(model);
    }

    /** Every token takes its time, so that nobody comes to the end before a test has left. */
    void slowDown(boolean wanted) {
        slow = wanted;
    }

    EngineStats stats() {
        return model().loop().stats();
    }

    Queue<Long> stepsToCancel() {
        return stepsToCancel;
    }

    private final class Watched implements Generator {
        private final Generator real;

        Watched(Generator real) {
            this.real = real;
        }

        @Override
        public void submit(List<GenerationRequest> together) {
            real.submit(together.stream()
                    .map(each -> new GenerationRequest(
                            each.id(),
                            each.promptIds(),
                            each.sampling(),
                            each.ending(),
                            each.topLogprobs(),
                            new Sink(each.id(), each.sink())))
                    .toList());
        }

        @Override
        public void cancel(String id) {
            told.putIfAbsent(id, stats().steps());
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
    }

    private final class Sink implements TokenSink {
        private final String id;
        private final TokenSink real;

        Sink(String id, TokenSink real) {
            this.id = id;
            this.real = real;
        }

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {
            real.onStart(weightsVersion, cachedTokens);
        }

        @Override
        public void onToken(Token token) {
            if (slow) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
            real.onToken(token);
        }

        @Override
        public void onFinish(FinishReason reason) {
            Long since = told.get(id);
            if (reason == FinishReason.CANCELLED && since != null) {
                stepsToCancel.add(stats().steps() - since);
            }
            real.onFinish(reason);
        }

        @Override
        public void onFailure(Throwable cause) {
            real.onFailure(cause);
        }
    }
}
