package dev.attune.serving.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.model.StepInput.Chunk;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** A model folder with weights in one form and the passes that compute with them. */
final class OpenedModel implements AutoCloseable {
    private final PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
    private final Checkpoint checkpoint;
    private final WeightLayout layout;
    private final Weights weights;
    private final Decoder decoder;

    OpenedModel(Path dir, WeightForm form) {
        this(dir, form, (loader, checkpoint) -> loader.load(checkpoint, 1));
    }

    private OpenedModel(Path dir, WeightForm form, BiFunction<WeightLoader, Checkpoint, Weights> loading) {
        this.checkpoint = Checkpoint.open(dir);
        this.layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
        try (WeightLoader loader = new WeightLoader(layout, form, manager)) {
            this.weights = loading.apply(loader, checkpoint);
        }
        this.decoder = new Decoder(layout, form, layout.config().contextTokens(), manager);
    }

    /** Weights that lie in memory as float32, prepared as those of a trainer are. */
    static OpenedModel fromMemory(Path dir, WeightForm form) {
        try (OpenedModel masters = new OpenedModel(dir, WeightForm.FLOAT32)) {
            return new OpenedModel(dir, form, (loader, checkpoint) -> loader.prepare(masters.weights.plain(), 1));
        }
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    int vocabulary() {
        return layout.config().vocabSize();
    }

    /** Logits after every token, by the pass that trains; float32 weights only. */
    float[] full(int[] ids) {
        try (FullForward full = new FullForward(layout, manager);
                PtNDManager step = manager.newSubManager(manager.getDevice())) {
            return full.logits(weights, Arrays.stream(ids).asLongStream().toArray(), step)
                    .toFloatArray();
        }
    }

    /**
     * Logits after every token, by the pass that serves: chunks up to each of {@code cuts}, then the rest token by token
     * beside another sequence that is a few tokens ahead.
     */
    float[] served(int[] ids, int... cuts) {
        float[] all = new float[ids.length * vocabulary()];
        int[] other = Arrays.copyOf(ids, ids.length);
        try (KvCache cache = decoder.newCache()) {
            cache.ensure(2, ids.length + 8);
            int at = 0;
            for (int cut : cuts) {
                copy(step(cache, chunk(1, ids, at, cut)), all, at);
                at = cut;
            }
            cache.swap(0, 1, at);
            int ahead = Math.min(at + 3, ids.length);
            step(cache, chunk(1, other, 0, ahead));
            for (int t = at; t < ids.length; t++) {
                int o = Math.min(ahead + t - at, ids.length - 1);
                float[] logits = step(
                        cache,
                        new StepInput(
                                new int[] {ids[t], other[o]},
                                new int[] {t, o},
                                new int[] {0, 1},
                                2,
                                List.of(),
                                new int[] {0}));
                copy(logits, all, t);
            }
        }
        return all;
    }

    private static StepInput chunk(int slot, int[] ids, int from, int to) {
        int[] slots = new int[to - from];
        Arrays.fill(slots, slot);
        return new StepInput(
                Arrays.copyOfRange(ids, from, to),
                IntStream.range(from, to).toArray(),
                slots,
                0,
                List.of(new Chunk(slot, from, to - from)),
                IntStream.range(0, to - from).toArray());
    }

    private void copy(float[] logits, float[] all, int row) {
        System.arraycopy(logits, 0, all, row * vocabulary(), logits.length);
    }

    private float[] step(KvCache cache, StepInput input) {
        return decoder.step(weights, cache, input).logits();
    }

    @Override
    public void close() {
        decoder.close();
        weights.close();
        checkpoint.close();
        manager.close();
    }
}
