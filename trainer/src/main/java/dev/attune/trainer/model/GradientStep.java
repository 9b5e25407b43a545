package dev.attune.trainer.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;

/**
 * Objectives and their gradients; the only user of the engine's gradient collector, of which a process may have one at a
 * time. Belongs to the trainer thread; holds nothing between calls, so there is nothing to close.
 *
 * <p>Gradients add up over calls until an optimiser uses them. To take the mean over a batch that is cut into several, scale each
 * part by one over what the whole has of tokens or pairs, never by its own.
 */
public final class GradientStep {
    private final NDManager manager;

    /** To be made on the thread that will use it. */
    public GradientStep(TrainableWeights weights) {
        // The engine's optimising executor, a setting per thread, rewrites a program after its first pass and rounds
        // differently from then on: a resumed run would part from the one it continues in the last bits.
        JniUtils.setGraphExecutorOptimize(false);
        this.manager = weights.manager();
    }

    /**
     * Adds the gradients of the scaled objective to those of whatever weights it reads.
     *
     * @return the objective before scaling
     */
    public double accumulate(Objective objective, double scale) {
        // One scope and one manager per batch: what a batch needs for its backward pass is gone before the next begins.
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
                NDManager step = manager.newSubManager()) {
            NDArray sum = objective.sum(step);
            collector.backward(sum.mul(scale));
            return number(sum);
        }
    }

    /** The objective alone, gradients untouched. */
    public double evaluate(Objective objective) {
        try (NDManager step = manager.newSubManager()) {
            return number(objective.sum(step));
        }
    }

    private static double number(NDArray sum) {
        return sum.toArray()[0].doubleValue();
    }
}
