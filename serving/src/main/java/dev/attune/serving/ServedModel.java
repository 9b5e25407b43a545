package dev.attune.serving;

import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.engine.DecodeLoop;
import dev.attune.serving.engine.Engine;
import dev.attune.serving.engine.EngineLimits;
import dev.attune.serving.engine.SwapCounts;
import dev.attune.serving.model.ComputeDevice;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.Decoder;
import dev.attune.serving.model.MemoryPlan;
import dev.attune.serving.model.ModelConfig;
import dev.attune.serving.model.ModelException;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.WeightLayout;
import dev.attune.serving.model.WeightLoader;
import dev.attune.serving.model.Weights;
import dev.attune.serving.text.Tokenizer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * A model folder, opened: its text side and a running decode thread. Its accessors may be used from any thread; opening and
 * {@link VersionShelf#serve} take as long as reading the weights takes. Whoever opened it closes it.
 */
public final class ServedModel implements AutoCloseable {
    private final Path folder;
    private final PtNDManager manager;
    private final ComputeDevice device;
    private final WeightForm form;
    private final WeightLayout layout;
    private final EngineLimits limits;
    private final Set<Integer> endIds;
    private final Tokenizer tokenizer;
    private final WeightLoader loader;
    private final DecodeLoop loop;
    private final VersionShelf versions;
    private final LongAdder adoptedSwaps = new LongAdder();
    private final LongAdder failedSwaps = new LongAdder();

    private ServedModel(Path folder, ServingOptions options, Checkpoint checkpoint) {
        this.folder = folder;
        this.layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
        this.limits = fitted(options.limits(), layout.config());
        this.endIds = readEndIds(checkpoint, layout.config().vocabSize());
        this.device = ComputeDevice.named(options.device());
        this.form = device.form(options.weights());
        memory().requireRoom(MemoryPlan.availableBytes());
        this.tokenizer = Tokenizer.open(folder);
        ComputeDevice.useThreads(options.threads());
        this.manager = device.newManager();
        try {
            requireVocabulary();
            this.loader = new WeightLoader(layout, form, manager);
            this.versions = new VersionShelf(this, load(checkpoint, options.version()));
            Weights first = versions.current().keep();
            this.loop = DecodeLoop.start(
                    new Engine(new Decoder(layout, form, limits.contextTokens(), manager), first, limits));
        } catch (RuntimeException | Error e) {
            manager.close();
            tokenizer.close();
            throw e;
        }
    }

    /**
     * Opens a Hugging Face folder.
     *
     * @throws ModelException or a {@link dev.attune.serving.checkpoint.CheckpointException}: one sentence that names what is
     *     wrong
     */
    public static ServedModel open(Path folder, ServingOptions options) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return new ServedModel(folder, options, checkpoint);
        }
    }

    public Path folder() {
        return folder;
    }

    public ModelConfig config() {
        return layout.config();
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The decode thread. */
    public DecodeLoop loop() {
        return loop;
    }

    /** The engine's limits, the context cut to the model's. */
    public EngineLimits limits() {
        return limits;
    }

    /** The tokens that end a completion, from generation_config.json and config.json. */
    public Set<Integer> endIds() {
        return endIds;
    }

    public ComputeDevice device() {
        return device;
    }

    public WeightForm form() {
        return form;
    }

    public long parameters() {
        return layout.parameters();
    }

    public MemoryPlan memory() {
        return MemoryPlan.of(layout, form, limits.maxRunning() + limits.prefixSlots(), limits.contextTokens());
    }

    /** The versions that are in memory, and the way from one to the other. */
    public VersionShelf versions() {
        return versions;
    }

    /** Notes how a change of the weights went. */
    void count(boolean adopted) {
        (adopted ? adoptedSwaps : failedSwaps).increment();
    }

    public SwapCounts swaps() {
        return new SwapCounts(adoptedSwaps.sum(), failedSwaps.sum());
    }

    @Override
    public void close() {
        loop.close();
        versions.close();
        loader.close();
        manager.close();
        tokenizer.close();
    }

    /** One at a time, from whatever thread: two swaps at once would write into the loader's one buffer. */
    private Weights load(Checkpoint checkpoint, long version) {
        synchronized (loader) {
            return loader.load(checkpoint, version);
        }
    }

    Weights load(Path otherFolder, long version) {
        try (Checkpoint checkpoint = Checkpoint.open(otherFolder)) {
            return load(checkpoint, version);
        }
    }

    /** Another decoder of the same network, for another thread; the caller closes it. */
    Decoder newDecoder(int contextTokens) {
        return new Decoder(layout, form, Math.min(contextTokens, limits.contextTokens()), manager);
    }

    private void requireVocabulary() {
        if (tokenizer.vocabularySize() > layout.config().vocabSize()) {
            throw new ModelException(folder + ": tokenizer.json has " + tokenizer.vocabularySize()
                    + " tokens, config.json's vocab_size is " + layout.config().vocabSize());
        }
    }

    private static EngineLimits fitted(EngineLimits limits, ModelConfig config) {
        int context = Math.min(limits.contextTokens(), config.contextTokens());
        return new EngineLimits(
                limits.maxRunning(),
                limits.maxWaiting(),
                limits.maxWaitingTokens(),
                limits.stepTokens(),
                context,
                limits.prefixSlots());
    }

    /** Some checkpoints name tokens that their network cannot draw; those are left out. */
    private static Set<Integer> readEndIds(Checkpoint checkpoint, int vocabulary) {
        Set<Integer> ids = new LinkedHashSet<>();
        checkpoint.generationConfig().ifPresent(json -> addIds(ids, json.path("eos_token_id")));
        if (ids.isEmpty()) {
            addIds(ids, checkpoint.config().path("eos_token_id"));
        }
        ids.removeIf(id -> id < 0 || id >= vocabulary);
        return Set.copyOf(ids);
    }

    private static void addIds(Set<Integer> ids, JsonNode node) {
        for (JsonNode id : node.isArray() ? node : List.of(node)) {
            if (id.isInt()) {
                ids.add(id.asInt());
            }
        }
    }
}
