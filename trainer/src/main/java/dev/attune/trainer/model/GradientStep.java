package dev.attune.trainer.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import dev.attune.serving.model.FullForward;
import java.util.List;

/**
 * Losses and their gradients; the only user of the engine's gradient collector, of which a process may have one at a time.
 * Belongs to the trainer thread; holds nothing between calls, so there is nothing to close.
 */
public final class GradientStep {
    private final FullForward forward;
    private final TrainableWeights weights;

    /** To be made on the thread that will use it. */
    public GradientStep(FullForward forward, TrainableWeights weights) {
        // The engine's optimising executor, a setting per thread, rewrites a program after its first pass and rounds
        // differently from then on: a resumed run would part from the one it continues in the last bits.
        JniUtils.setGraphExecutorOptimize(false);
        this.forward = forward;
        this.weights = weights;
    }

    /**
     * Adds the gradients of the mean loss of all the batches' tokens to the weights' gradients. The mean is taken over the
     * tokens of all batches together, so cutting one batch into several changes nothing but the order of additions.
     *
     * @return the loss before the weights change
     */
    public Loss accumulate(List<TokenBatch> batches) {
        long tokens = batches.stream().mapToLong(TokenBatch::lossTokens).sum();
        double sum = 0;
        for (TokenBatch batch : batches) {
            if (batch.lossTokens() > 0) {
                sum += backward(batch, 1f / tokens);
            }
        }
        return new Loss(sum, tokens);
    }

    /** The loss alone, gradients untouched. */
    public Loss evaluate(TokenBatch batch) {
        try (NDManager step = weights.manager().newSubManager()) {
            return new Loss(loss(batch, step).getFloat(), batch.lossTokens());
        }
    }

    private double backward(TokenBatch batch, float scale) {
        // One scope and one manager per batch: what a batch needs for its backward pass is gone before the next begins.
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
                NDManager step = weights.manager().newSubManager()) {
            NDArray sum = loss(batch, step);
            collector.backward(sum.mul(scale));
            return sum.getFloat();
        }
    }

    /** The negative log-likelihood of the targets, summed: −Σ log p. */
    private NDArray loss(TokenBatch batch, NDManager step) {
        NDArray ids = step.create(batch.ids(), new Shape(batch.rows(), batch.columns())); // [B,T]
        NDArray places = step.create(batch.places()); // [M]
        NDArray targets = step.create(batch.targets()); // [M]
        return forward.logprobs(weights.arrays(), ids, places, targets).sum().neg(); // []
    }
}
