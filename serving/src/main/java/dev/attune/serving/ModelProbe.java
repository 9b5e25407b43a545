package dev.attune.serving;

import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.engine.Engine;
import dev.attune.serving.model.ComputeDevice;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.Decoder;
import dev.attune.serving.model.KvCache;
import dev.attune.serving.model.MemoryReader;
import dev.attune.serving.model.ModelConfig;
import dev.attune.serving.model.StepInput;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.WeightLayout;
import dev.attune.serving.model.WeightLoader;
import dev.attune.serving.model.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A model folder, opened for measuring: the engine without its thread, so that the caller drives and times every step.
 * Used by one thread, which closes it.
 */
public final class ModelProbe implements AutoCloseable {
    private final WeightLayout layout;
    private final ComputeDevice device;
    private final WeightForm form;
    private final int threads;
    private final PtNDManager manager;
    private final Decoder decoder;
    private final Weights weights;
    private final Engine engine;

    private ModelProbe(Checkpoint checkpoint, ServingOptions options) {
        this.layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
        this.device = ComputeDevice.named(options.device());
        this.form = device.form(options.weights());
        ComputeDevice.useThreads(options.threads());
        this.threads = MemoryReader.threads();
        this.manager = device.newManager();
        try (WeightLoader loader = new WeightLoader(layout, form, manager)) {
            this.weights = loader.load(checkpoint, options.version());
            this.decoder = new Decoder(layout, form, layout.config().contextTokens(), manager);
            this.engine = new Engine(decoder, weights, options.limits());
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /** Opens a Hugging Face folder; its tokenizer is not looked at. */
    public static ModelProbe open(Path folder, ServingOptions options) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return new ModelProbe(checkpoint, options);
        }
    }

    /** Owned by this probe. */
    public Engine engine() {
        return engine;
    }

    public ModelConfig config() {
        return layout.config();
    }

    /** The network's measures, for people. */
    public String shape() {
        ModelConfig c = layout.config();
        return String.format(
                Locale.ROOT,
                "%.1fM parameters, %d layers, width %d, %d heads, %d key heads, inner %d, vocabulary %d%s",
                layout.parameters() / 1e6,
                c.layers(),
                c.hiddenSize(),
                c.heads(),
                c.kvHeads(),
                c.innerSize(),
                c.vocabSize(),
                c.tiedEmbeddings() ? ", tied" : "");
    }

    public WeightForm form() {
        return form;
    }

    public ComputeDevice device() {
        return device;
    }

    /** Processor threads that one operation may use. */
    public int threads() {
        return threads;
    }

    /** Bytes of weights that a step reads. */
    public long bytesPerStep() {
        return layout.bytesPerStep(form);
    }

    /** A block of memory beside the weights, to be read as fast as it goes; the caller closes it before the probe. */
    public MemoryReader memoryReader(long bytes) {
        return new MemoryReader(manager, bytes);
    }

    /**
     * Logits after every token of one sequence, computed as one chunk.
     *
     * @return float32 {@code [ids, V]}
     */
    public float[] logits(int[] ids) {
        int[] positions = IntStream.range(0, ids.length).toArray();
        List<StepInput.Chunk> chunk = List.of(new StepInput.Chunk(0, 0, ids.length));
        StepInput input = new StepInput(ids, positions, new int[ids.length], 0, chunk, positions);
        try (KvCache cache = decoder.newCache()) {
            cache.ensure(1, ids.length);
            return decoder.step(weights, cache, input).logits();
        }
    }

    @Override
    public void close() {
        engine.close();
        manager.close();
    }
}
