package dev.attune.serving.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * The forward pass over whole sequences, without a cache: the one that trains, and the plain meaning of what
 * {@link Decoder} computes faster. Reads float32 weights in the order of {@link WeightLayout}. Used by one thread, which
 * closes it.
 */
public final class FullForward implements AutoCloseable {
    private final PtNDManager manager;
    private final Program program;
    private final PtNDArray rope;

    /** Every product in float32. */
    public FullForward(WeightLayout layout, PtNDManager parent) {
        this(layout, WeightForm.FLOAT32, parent);
    }

    /**
     * @param products how matrices are multiplied, {@link WeightForm#FLOAT32} or {@link WeightForm#BFLOAT16}; weights,
     *     norms, attention and what is summed over layers stay float32 either way
     */
    public FullForward(WeightLayout layout, WeightForm products, PtNDManager parent) {
        this.manager = parent.newSubManager(parent.getDevice());
        this.program = Program.load(manager, ProgramWords.training(layout, products));
        this.rope = Decoder.ropeTable(layout.config(), layout.config().contextTokens(), manager);
    }

    /**
     * Logits after every token of one sequence.
     *
     * @param weights in the form {@link WeightForm#FLOAT32}
     * @return float32 {@code [ids, V]}, owned by {@code step}
     */
    public PtNDArray logits(Weights weights, long[] ids, PtNDManager step) {
        PtNDArray batch = (PtNDArray) step.create(ids, new Shape(1, ids.length));
        try (IValue tokens = IValue.from(batch);
                IValue rotations = IValue.from(rope);
                IValue logits = program.run("logits", tokens, rotations, weights.plainList())) {
            return logits.toTensor(step);
        }
    }

    /**
     * The states after the last norm at chosen positions, what a head reads; recorded for the gradient if a collector is open.
     *
     * @param weights float32, in the order of the layout; more may follow and are not read
     * @param ids int64 {@code [B,T]}, padded on the right with anything
     * @param keep int64 {@code [M]}, flat indices {@code b·T + t}
     * @return float32 {@code [M,E]}, owned by the manager of the ids
     */
    public NDArray hidden(List<? extends NDArray> weights, NDArray ids, NDArray keep) {
        return program.record("hidden", List.of(ids, keep, rope), weights).singletonOrThrow();
    }

    /**
     * Log-probabilities of chosen tokens, recorded for the gradient if a collector is open.
     *
     * @param weights float32, in the order of the layout; more may follow and are not read
     * @param ids int64 {@code [B,T]}, padded on the right with anything
     * @param keep int64 {@code [M]}, flat indices {@code b·T + t} of the positions that predict
     * @param targets int64 {@code [M]}, the token that follows each; 0 is returned for −100
     * @return float32 {@code [M]}, owned by the manager of the ids
     */
    public NDArray logprobs(List<? extends NDArray> weights, NDArray ids, NDArray keep, NDArray targets) {
        return program.record("logprobs", List.of(ids, keep, targets, rope), weights)
                .singletonOrThrow();
    }

    /**
     * The same log-probabilities to the bit, and the entropy of the whole distribution at each position, in nats and without
     * a gradient.
     *
     * @return two of float32 {@code [M]}, owned by the manager of the ids
     */
    public NDList logprobsAndEntropy(List<? extends NDArray> weights, NDArray ids, NDArray keep, NDArray targets) {
        return program.record("logprobs_and_entropy", List.of(ids, keep, targets, rope), weights);
    }

    @Override
    public void close() {
        program.close();
        manager.close();
    }
}
