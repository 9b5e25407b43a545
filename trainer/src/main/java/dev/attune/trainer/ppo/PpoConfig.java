package dev.attune.trainer.ppo;

import dev.attune.serving.model.WeightForm;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.ppo.UpdateConfig.Ptx;

/**
 * What decides the policy that comes out, besides the models, prompts and scores that go in.
 *
 * @param algorithm how advantages come about
 * @param iterations each draws answers and learns from them
 * @param rollouts how answers are drawn
 * @param update how they are learned from
 * @param kl the price of leaving the reference
 * @param cord when a run stops itself
 * @param checkpointEvery iterations between two checkpoints
 */
public record PpoConfig(
        Algorithm algorithm,
        int iterations,
        RolloutConfig rollouts,
        UpdateConfig update,
        KlControl kl,
        StopCord cord,
        int checkpointEvery) {

    /** Where advantages come from. */
    public enum Algorithm {
        /** A value network of its own and generalised advantage estimation (arXiv 2203.02155, appendix C.4). */
        PPO,
        /** The other answers to the same prompt (RLOO: arXiv 2402.14740); no second network. */
        RLOO
    }

    /** Settings tried on the default model; the numbers are in the module's README. */
    public static final PpoConfig STANDARD = new PpoConfig(
            Algorithm.PPO,
            32,
            new RolloutConfig(128, 1, 128, 64, -1, WeightForm.FLOAT32),
            new UpdateConfig(
                    2,
                    4,
                    0.2,
                    0.2,
                    1,
                    0.95,
                    1.5e-4,
                    3e-4,
                    0.3,
                    new AdamWConfig(0.9, 0.95, 1e-5, 0, 1),
                    0.05,
                    0.01,
                    new Ptx(0.15, 512),
                    0.9,
                    4096,
                    true),
            new KlControl(0, 4.5, 80, 0),
            StopCord.STANDARD,
            4);

    public PpoConfig {
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1, was " + iterations);
        }
        if (checkpointEvery < 1) {
            throw new IllegalArgumentException("checkpointEvery must be at least 1, was " + checkpointEvery);
        }
        if (algorithm == Algorithm.RLOO && rollouts.perPrompt() < 2) {
            throw new IllegalArgumentException(
                    "RLOO needs at least 2 answers to a prompt, perPrompt was " + rollouts.perPrompt());
        }
    }

    public PpoConfig with(RolloutConfig other) {
        return new PpoConfig(algorithm, iterations, other, update, kl, cord, checkpointEvery);
    }

    public PpoConfig with(UpdateConfig other) {
        return new PpoConfig(algorithm, iterations, rollouts, other, kl, cord, checkpointEvery);
    }

    public PpoConfig with(KlControl other) {
        return new PpoConfig(algorithm, iterations, rollouts, update, other, cord, checkpointEvery);
    }

    public PpoConfig with(StopCord other) {
        return new PpoConfig(algorithm, iterations, rollouts, update, kl, other, checkpointEvery);
    }

    public PpoConfig with(Algorithm other) {
        return new PpoConfig(other, iterations, rollouts, update, kl, cord, checkpointEvery);
    }

    public PpoConfig withPtxWeight(double weight) {
        return with(update.withPtxWeight(weight));
    }

    public PpoConfig withIterations(int other) {
        return new PpoConfig(algorithm, other, rollouts, update, kl, cord, checkpointEvery);
    }
}
