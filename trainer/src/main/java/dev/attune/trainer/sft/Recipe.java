package dev.attune.trainer.sft;

import dev.attune.trainer.model.AdamWConfig;

/**
 * What decides the weights that come out, besides the model and the data that go in.
 *
 * @param epochs passes over the training data; fractions allowed
 * @param maxSteps steps at most, whatever the epochs
 * @param batchTokens positions of one forward pass, padding included
 * @param accumulation forward passes per step of the optimiser
 * @param contextTokens longest row; longer conversations are cut
 * @param peakRate learning rate after the warm-up
 * @param floorShare learning rate at the end as a share of the peak
 * @param warmupSteps steps from zero to the peak
 * @param adamW the optimiser's numbers
 * @param seed of the order of the data and of the split
 * @param evalShare share of the conversations held out when no file of held-out ones is given
 * @param evalRows held-out conversations looked at, at most
 * @param checkpointEverySteps steps between two looks at the held-out ones, each followed by a checkpoint
 * @param halfProducts whether matrices are multiplied in bfloat16, about twice as fast; weights, norms and sums stay float32
 */
public record Recipe(
        double epochs,
        long maxSteps,
        int batchTokens,
        int accumulation,
        int contextTokens,
        double peakRate,
        double floorShare,
        int warmupSteps,
        AdamWConfig adamW,
        long seed,
        double evalShare,
        int evalRows,
        int checkpointEverySteps,
        boolean halfProducts) {

    /** Fine-tuning a finished model: three epochs at a gentle rate. */
    public static final Recipe FINE_TUNING = new Recipe(
            3,
            1_000_000,
            4096,
            4,
            2048,
            2e-5,
            0.1,
            20,
            new AdamWConfig(0.9, 0.999, 1e-8, 0.01, 1),
            1,
            0.02,
            500,
            100,
            false);

    /**
     * Learning from what a few people wrote, in steps of a thousand positions, so that fifty short conversations are twenty
     * steps and not three. The rate is for a network 256 wide.
     */
    public static final Recipe DEMONSTRATIONS = new Recipe(
            3,
            1_000_000,
            1024,
            1,
            2048,
            1e-4,
            0.1,
            2,
            new AdamWConfig(0.9, 0.95, 1e-8, 0.01, 1),
            1,
            0.02,
            500,
            100,
            false);

    public Recipe {
        positive("epochs", epochs);
        positive("maxSteps", maxSteps);
        positive("batchTokens", batchTokens);
        positive("accumulation", accumulation);
        positive("contextTokens", contextTokens);
        positive("checkpointEverySteps", checkpointEverySteps);
        if (!(evalShare >= 0 && evalShare < 1)) {
            throw new IllegalArgumentException("evalShare must be in [0, 1), was " + evalShare);
        }
        if (evalRows < 0) {
            throw new IllegalArgumentException("evalRows must not be negative, was " + evalRows);
        }
    }

    /** The same at this share of the learning rate. */
    public Recipe atRate(double share) {
        return new Recipe(
                epochs,
                maxSteps,
                batchTokens,
                accumulation,
                contextTokens,
                peakRate * share,
                floorShare,
                warmupSteps,
                adamW,
                seed,
                evalShare,
                evalRows,
                checkpointEverySteps,
                halfProducts);
    }

    /** Steps for training data that makes this many batches. */
    long steps(int batchesPerEpoch) {
        return Math.min(maxSteps, Math.max(1, (long) Math.ceil(epochs * batchesPerEpoch / accumulation)));
    }

    private static void positive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
    }
}
