package dev.attune.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.attune.serving.checkpoint.Checkpoint;
import java.util.Random;

/**
 * One number, or several, from a state of the network: a reward or a value. Trained in one list with the network that it sits
 * on, {@code score.weight [H,E]} and {@code score.bias [H]} as its last two arrays. Belongs to the trainer thread; the weights
 * own the arrays.
 */
public final class ScalarHead {
    /** What the two arrays are called, in checkpoints too. */
    public static final String WEIGHT = "score.weight";

    public static final String BIAS = "score.bias";

    private final NDArray weight;
    private final NDArray bias;

    private ScalarHead(NDArray weight, NDArray bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /**
     * Puts an untrained head on a network: normal with deviation 1/√(E+1), bias 0 (Stiennon and others, arXiv 2009.01325,
     * appendix B.1).
     *
     * @param heads H, how many numbers it gives
     * @param width E, of the states
     */
    public static ScalarHead fresh(TrainableWeights weights, int heads, int width, long seed) {
        Random random = new Random(seed);
        float[] drawn = new float[heads * width];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (random.nextGaussian() / Math.sqrt(width + 1));
        }
        return of(weights, drawn, new float[heads]);
    }

    /**
     * Puts a trained head on a network.
     *
     * @param weight {@code [H·E]}, row-major
     * @param bias {@code [H]}
     */
    public static ScalarHead of(TrainableWeights weights, float[] weight, float[] bias) {
        Shape shape = new Shape(bias.length, weight.length / bias.length);
        return new ScalarHead(weights.add(WEIGHT, shape, weight), weights.add(BIAS, new Shape(bias.length), bias));
    }

    /** Puts the head of a checkpoint on the network of that checkpoint. */
    public static ScalarHead load(TrainableWeights weights, Checkpoint checkpoint) {
        return of(
                weights,
                checkpoint.tensor(WEIGHT).toFloatArray(),
                checkpoint.tensor(BIAS).toFloatArray());
    }

    /**
     * One head as numbers.
     *
     * @param weight {@code [E]}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Values(float[] weight, float bias) {}

    /** The mean of all the heads of a checkpoint: where a value function starts. */
    public static Values mean(Checkpoint checkpoint) {
        float[] weights = checkpoint.tensor(WEIGHT).toFloatArray();
        float[] biases = checkpoint.tensor(BIAS).toFloatArray();
        float[] mean = new float[weights.length / biases.length];
        for (int i = 0; i < weights.length; i++) {
            mean[i % mean.length] += weights[i] / biases.length;
        }
        float bias = 0;
        for (float one : biases) {
            bias += one / biases.length;
        }
        return new Values(mean, bias);
    }

    /**
     * The numbers, recorded for the gradient if a collector is open.
     *
     * @param hidden float32 {@code [M,E]}
     * @return float32 {@code [M,H]}, owned by the manager of the states
     */
    public NDArray scores(NDArray hidden) {
        // The turned matrix would belong to the weights and stay as long as they do.
        try (NDArray turned = weight.transpose()) {
            return hidden.matMul(turned).add(bias); // [M,H]
        }
    }
}
