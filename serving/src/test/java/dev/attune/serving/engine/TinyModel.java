package dev.attune.serving.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.Decoder;
import dev.attune.serving.model.FullForward;
import dev.attune.serving.model.WeightExport;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.WeightLayout;
import dev.attune.serving.model.WeightLoader;
import dev.attune.serving.model.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;

/** A golden model and engines over it, with sinks that remember. */
final class TinyModel implements AutoCloseable {
    private final PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
    private final Checkpoint checkpoint;
    final WeightLayout layout;

    TinyModel(String name) {
        this.checkpoint = Checkpoint.open(Path.of("src/test/resources/golden", name, "model"));
        this.layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
    }

    Weights weights(long version) {
        return weights(checkpoint, version);
    }

    private Weights weights(Checkpoint from, long version) {
        try (WeightLoader loader = new WeightLoader(layout, WeightForm.FLOAT32, manager)) {
            return loader.load(from, version);
        }
    }

    /** The same shape with other numbers: every tensor of version 1 times one and a half. */
    Weights otherWeights(long version) {
        return rewritten(version, (index, values) -> scaled(values));
    }

    /** Version 1, but whoever reads this token can count no more. */
    Weights weightsThatBreakOn(int token) {
        return rewritten(1, (index, values) -> {
            if (index == 0) {
                // The embedding, a row for each token.
                int width = values.length / vocabulary();
                Arrays.fill(values, token * width, (token + 1) * width, Float.NaN);
            }
            return values;
        });
    }

    /** Each tensor of version 1 as {@code change} leaves it. */
    private Weights rewritten(long version, BiFunction<Integer, float[], float[]> change) {
        try (Weights weights = weights(1)) {
            Path dir = Files.createTempDirectory("other-weights");
            Files.copy(checkpoint.dir().resolve("config.json"), dir.resolve("config.json"));
            List<SafetensorsWriter.Tensor> tensors = WeightExport.tensors(
                    layout, i -> change.apply(i, weights.plain().get(i).toFloatArray()), Dtype.F32);
            SafetensorsWriter.write(dir.resolve("model.safetensors"), tensors);
            try (Checkpoint other = Checkpoint.open(dir)) {
                return weights(other, version);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] scaled(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= 1.5f;
        }
        return values;
    }

    Engine engine(Weights weights, EngineLimits limits) {
        return new Engine(new Decoder(layout, WeightForm.FLOAT32, limits.contextTokens(), manager), weights, limits);
    }

    FullForward fullForward() {
        return new FullForward(layout, manager);
    }

    PtNDManager manager() {
        return manager;
    }

    int vocabulary() {
        return layout.config().vocabSize();
    }

    @Override
    public void close() {
        checkpoint.close();
        manager.close();
    }

    static EngineLimits limits(int maxRunning, int stepTokens, int prefixSlots) {
        return new EngineLimits(maxRunning, 1000, 1_000_000, stepTokens, 512, prefixSlots);
    }

    /** A request with a random prompt; sampled with its own seed when {@code temperature} is positive. */
    static GenerationRequest request(String id, int[] prompt, int maxTokens, double temperature, TokenSink sink) {
        SamplingParams sampling = new SamplingParams(
                temperature, 0.95, 0, 0, 1.1, 0.2, 0.1, Map.of(5, 1f), OptionalLong.of(id.hashCode()));
        if (temperature == 0) {
            sampling = SamplingParams.GREEDY;
        }
        return new GenerationRequest(
                id, prompt, sampling, new GenerationRequest.Ending(maxTokens, 0, true, Set.of()), -1, sink);
    }

    static int[] prompt(Random random, int length, int vocabulary) {
        return random.ints(length, 0, vocabulary).toArray();
    }

    /** A greedy request with a random prompt. */
    GenerationRequest request(String id, int promptLength, int maxTokens, TokenSink sink) {
        int[] prompt = prompt(new Random(id.hashCode()), promptLength, vocabulary());
        return new GenerationRequest(id, prompt, SamplingParams.GREEDY, ending(maxTokens), -1, sink);
    }

    static GenerationRequest.Ending ending(int maxTokens) {
        return new GenerationRequest.Ending(maxTokens, 0, true, Set.of());
    }

    /** Remembers what it is told. */
    static final class Recorder implements TokenSink {
        final List<Integer> tokens = new ArrayList<>();
        final List<Float> logprobs = new ArrayList<>();
        FinishReason reason = FinishReason.CANCELLED;
        Throwable failure = new IllegalStateException("none");
        boolean ended;
        int cachedTokens;
        long version;

        @Override
        public void onStart(long weightsVersion, int cached) {
            version = weightsVersion;
            cachedTokens = cached;
        }

        @Override
        public void onToken(Token token) {
            if (ended) {
                throw new IllegalStateException("a token after the end");
            }
            tokens.add(token.id());
            logprobs.add(token.logprob());
        }

        @Override
        public void onFinish(FinishReason finishReason) {
            if (ended) {
                throw new IllegalStateException("ended twice");
            }
            reason = finishReason;
            ended = true;
        }

        @Override
        public void onFailure(Throwable cause) {
            failure = cause;
            ended = true;
        }
    }

    /** Runs requests one after the other, each alone in a fresh engine: the slow, obvious way. */
    Map<String, List<Integer>> alone(List<GenerationRequest> requests, boolean other) {
        Map<String, List<Integer>> results = new HashMap<>();
        for (GenerationRequest request : requests) {
            try (Engine engine = engine(other ? otherWeights(1) : weights(1), limits(1, 512, 0))) {
                Recorder recorder = new Recorder();
                engine.add(new GenerationRequest(
                        request.id(), request.promptIds(), request.sampling(), request.ending(), -1, recorder));
                while (engine.hasWork()) {
                    engine.step();
                }
                results.put(request.id(), recorder.tokens);
            }
        }
        return results;
    }
}
