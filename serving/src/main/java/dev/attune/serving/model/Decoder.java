package dev.attune.serving.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.attune.serving.model.StepInput.Chunk;

/**
 * The forward pass: a function of weights, cache and input. Holds the loaded program of one model in one form, no weights
 * and no state. Used by one thread, which closes it.
 */
public final class Decoder implements AutoCloseable {
    private final ModelConfig config;
    private final int contextTokens;
    private final PtNDManager manager;
    private final Program program;
    private final Program cacheProgram;
    private final IValue rope;
    private final int cacheType;
    private final ThreadPlan threadPlan;

    /**
     * @param contextTokens the longest sequence it will be given, at most what the model was made for
     * @param parent manager of the device to compute on
     */
    public Decoder(WeightLayout layout, WeightForm form, int contextTokens, PtNDManager parent) {
        this.config = layout.config();
        this.contextTokens = contextTokens;
        this.manager = parent.newSubManager(parent.getDevice());
        this.threadPlan = ThreadPlan.of(layout, form, JniUtils.getNumThreads());
        this.cacheType = parent.getDevice().isGpu() ? 15 : 6;
        this.program = Program.load(manager, ProgramWords.serving(layout, form, cacheType));
        this.cacheProgram = Program.load(manager, ProgramText.fill("cache.txt", java.util.Map.of(), w -> w));
        this.rope = IValue.from(ropeTable(config, contextTokens, manager));
    }

    public ModelConfig config() {
        return config;
    }

    public int contextTokens() {
        return contextTokens;
    }

    /** Bytes of one cached token. */
    public long cacheBytesPerToken() {
        return config.cacheBytesPerToken(cacheType == 6 ? 4 : 2);
    }

    /** An empty cache; the caller closes it. */
    public KvCache newCache() {
        return new KvCache(config, cacheProgram, manager, cacheType);
    }

    /**
     * What a step leaves: one row per wanted row of the input.
     *
     * @param logits float32 {@code [R,V]}
     * @param logSumExp natural log of the sum of their exponentials, {@code [R]}
     */
    public record Logits(float[] logits, float[] logSumExp) {}

    /**
     * Computes one step and writes the new rows into the cache.
     *
     * @param weights in the form this decoder was made for
     * @param cache with room for every position of the input
     */
    public Logits step(Weights weights, KvCache cache, StepInput input) {
        useThreads(threadPlan.threads(input.ids().length));
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                IValue numbers = IValue.from(numbers(input, cache, scope));
                IValue sizes = IValue.listFrom(sizes(input));
                IValue result = program.run(
                        "step", numbers, sizes, rope, cache.value(), weights.plainList(), weights.packedList())) {
            IValue[] parts = result.toIValueTuple();
            try (IValue logits = parts[0];
                    IValue logSumExp = parts[1]) {
                return new Logits(
                        logits.toTensor(scope).toFloatArray(),
                        logSumExp.toTensor(scope).toFloatArray());
            }
        }
    }

    @Override
    public void close() {
        rope.close();
        program.close();
        cacheProgram.close();
        manager.close();
    }

    /** Asks what is set: who trains on the same thread between two steps wants other numbers. */
    private static void useThreads(int wanted) {
        if (wanted != JniUtils.getNumThreads()) {
            JniUtils.setNumThreads(wanted);
        }
    }

    private static PtNDArray numbers(StepInput input, KvCache cache, PtNDManager step) {
        int n = input.ids().length;
        long[] numbers = new long[3 * n + input.logitRows().length];
        for (int i = 0; i < n; i++) {
            numbers[i] = input.ids()[i];
            numbers[n + i] = input.positions()[i];
            numbers[2 * n + i] = (long) input.slots()[i] * cache.capacity() + input.positions()[i];
        }
        for (int i = 0; i < input.logitRows().length; i++) {
            numbers[3 * n + i] = input.logitRows()[i];
        }
        return (PtNDArray) step.create(numbers);
    }

    private static long[] sizes(StepInput input) {
        long[] sizes = new long[3 + 3 * input.chunks().size()];
        sizes[0] = input.ids().length;
        sizes[1] = input.decodeRows();
        sizes[2] = input.longestDecode();
        int at = 3;
        for (Chunk chunk : input.chunks()) {
            sizes[at++] = chunk.slot();
            sizes[at++] = chunk.start();
            sizes[at++] = chunk.length();
        }
        return sizes;
    }

    /** Rotations of positions 0…{@code contextTokens}−1; empty if the model does not rotate. */
    static PtNDArray ropeTable(ModelConfig config, int contextTokens, PtNDManager manager) {
        Rope rope = config.rope();
        if (rope == null) {
            return (PtNDArray) manager.zeros(new Shape(0), DataType.FLOAT32);
        }
        Shape shape = new Shape(contextTokens, rope.rotaryDim());
        return (PtNDArray) manager.create(rope.table(contextTokens), shape);
    }
}
