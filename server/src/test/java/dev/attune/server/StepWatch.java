package dev.attune.server;

import dev.attune.server.chat.Generator;
import dev.attune.server.config.ServerConfig;
import dev.attune.serving.ServedModel;
import dev.attune.serving.engine.EngineStats;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.Token;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The real engine, and how many steps it makes between being told to cancel somebody and having done so. */
final class StepWatch implements ModelLoader {
    private final Set<String> cancelling = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> told = new ConcurrentHashMap<>();
    private final Queue<Long> stepsToCancel = new ConcurrentLinkedQueue<>();
    private @Nullable ServedModel model;
    private volatile boolean slow;

    @Override
    public Loaded load(ServerConfig config) {
        return RelayedGenerator.load(config, real -> {
            model = ((EngineLoader.ModelGenerator) real).model();
            return new Watched(real);
        });
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

    private final class Watched extends RelayedGenerator {
        Watched(Generator real) {
            super(real);
        }

        @Override
        public void cancel(String id) {
            cancelling.add(id);
            super.cancel(id);
            // Read when the command is there: a thread that is held up before that would count steps of its own delay.
            told.putIfAbsent(id, stats().steps());
        }

        @Override
        Relay relay(GenerationRequest request) {
            return new Relay(request.sink()) {
                @Override
                public void onToken(Token token) {
                    if (slow) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                    }
                    super.onToken(token);
                }

                @Override
                public void onFinish(FinishReason reason) {
                    if (reason == FinishReason.CANCELLED && cancelling.contains(request.id())) {
                        long now = stats().steps();
                        stepsToCancel.add(now - told.getOrDefault(request.id(), now));
                    }
                    super.onFinish(reason);
                }
            };
        }
    }
}
