package dev.attune.trainer.reward;

import dev.attune.trainer.model.AdamWConfig;

/**
 * What decides a reward model besides the model it starts from and the judgements.
 *
 * @param epochs passes over the judgements; more than one overfits (InstructGPT, arXiv 2203.02155, section 3.5)
 * @param stepAnswers answers of one step of the optimiser, about
 * @param passTokens positions of one forward pass, padding included; a longer group of answers is a pass of its own
 * @param peakRate learning rate after the warm-up
 * @param floorShare learning rate at the end as a share of the peak
 * @param warmupShare steps from zero to the peak, as a share of all
 * @param adamW the optimiser's numbers
 * @param heads H, how many estimates one network gives; each sees the judgements weighed by chance in its own way
 * @param caution k in score = mean − k·deviation over the heads
 * @param thumbsWeight what all thumbs of a step count against as many rankings
 * @param thumbsAlone whether thumbs without any ranking may train a model
 * @param guessers the share of people who may be taken to guess; those whose rankings look like it are weighed down. 0 takes everybody alike
 * @param seed of the head, the order and the chance
 * @param halfProducts whether matrices are multiplied in bfloat16
 */
public record RewardRecipe(
        double epochs,
        int stepAnswers,
        int passTokens,
        double peakRate,
        double floorShare,
        double warmupShare,
        AdamWConfig adamW,
        int heads,
        double caution,
        double thumbsWeight,
        boolean thumbsAlone,
        double guessers,
        long seed,
        boolean halfProducts) {

    /** Two epochs, one head, thumbs beside rankings; the rate is for a network 256 wide. */
    public static final RewardRecipe STANDARD = new RewardRecipe(
            2, 24, 4096, 6e-4, 0.02, 0.05, new AdamWConfig(0.9, 0.95, 1e-8, 0.1, 1), 1, 0, 0.5, false, 0.1, 1, true);

    private static final int MOST_HEADS = 64;
    private static final double LOOK_EPOCHS = 1;

    public RewardRecipe {
        positive("epochs", epochs);
        positive("stepAnswers", stepAnswers);
        positive("passTokens", passTokens);
        positive("peakRate", peakRate);
        share("floorShare", floorShare);
        share("warmupShare", warmupShare);
        if (heads < 1 || heads > MOST_HEADS) {
            throw new IllegalArgumentException("heads must be in [1, " + MOST_HEADS + "], was " + heads);
        }
        if (!(guessers >= 0 && guessers < 1)) {
            throw new IllegalArgumentException("guessers must be in [0, 1), was " + guessers);
        }
        if (!(caution >= 0 && thumbsWeight >= 0)) {
            throw new IllegalArgumentException(
                    "caution and thumbsWeight must not be negative, were " + caution + " and " + thumbsWeight);
        }
    }

    /** The same with everybody taken alike, in one pass: what a look at who guesses needs. */
    RewardRecipe forALook() {
        return with(Math.min(LOOK_EPOCHS, epochs), heads, caution, thumbsAlone, 0, seed, halfProducts);
    }

    /** The same with another start of its random numbers. */
    public RewardRecipe withSeed(long newSeed) {
        return with(epochs, heads, caution, thumbsAlone, guessers, newSeed, halfProducts);
    }

    /** The same, but thumbs may train a model without any ranking. */
    public RewardRecipe withThumbsAlone() {
        return with(epochs, heads, caution, true, guessers, seed, halfProducts);
    }

    /** The same with another share of people who may be taken to guess. */
    public RewardRecipe withGuessers(double share) {
        return with(epochs, heads, caution, thumbsAlone, share, seed, halfProducts);
    }

    /** The same with every product in float32. */
    public RewardRecipe withFullProducts() {
        return with(epochs, heads, caution, thumbsAlone, guessers, seed, false);
    }

    /** The same with so many estimates, and so many of their deviations taken off the mean. */
    public RewardRecipe withHeads(int newHeads, double newCaution) {
        return with(epochs, newHeads, newCaution, thumbsAlone, guessers, seed, halfProducts);
    }

    /** The same at this share of the learning rate. */
    public RewardRecipe atRate(double share) {
        return new RewardRecipe(
                epochs,
                stepAnswers,
                passTokens,
                peakRate * share,
                floorShare,
                warmupShare,
                adamW,
                heads,
                caution,
                thumbsWeight,
                thumbsAlone,
                guessers,
                seed,
                halfProducts);
    }

    private RewardRecipe with(
            double newEpochs,
            int newHeads,
            double newCaution,
            boolean newThumbsAlone,
            double newGuessers,
            long newSeed,
            boolean newHalfProducts) {
        return new RewardRecipe(
                newEpochs,
                stepAnswers,
                passTokens,
                peakRate,
                floorShare,
                warmupShare,
                adamW,
                newHeads,
                newCaution,
                thumbsWeight,
                newThumbsAlone,
                newGuessers,
                newSeed,
                newHalfProducts);
    }

    private static void positive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], was " + value);
        }
    }
}
