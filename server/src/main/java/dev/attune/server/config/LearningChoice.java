package dev.attune.server.config;

import com.typesafe.config.Config;
import java.util.Optional;

/**
 * How the server's own trainer learns, where somebody wants it otherwise than the recipe that ships: what is empty is as there.
 *
 * @param rewardHeads estimates that a reward model gives of one answer
 * @param rewardCaution k in score = mean − k·deviation over them
 * @param algorithm of policy optimisation
 * @param klTarget nats per answer that the price is steered to; 0 keeps the price as it is
 * @param klCoefficient price of a nat away from the reference, at the start
 * @param innerEpochs passes over the answers of an iteration
 * @param emaDecay of the moving average of weights; 0 for none
 */
public record LearningChoice(
        Optional<Integer> rewardHeads,
        Optional<Double> rewardCaution,
        Optional<Algorithm> algorithm,
        Optional<Double> klTarget,
        Optional<Double> klCoefficient,
        Optional<Integer> innerEpochs,
        Optional<Double> emaDecay) {
    private static final String KEY = "training.cycle.";

    /** Where advantages come from: a value network, or the other answers to the same prompt. */
    public enum Algorithm {
        PPO,
        RLOO
    }

    public LearningChoice {
        rewardHeads.ifPresent(value -> Limits.between(KEY + "reward-heads", value, 1, 64));
        rewardCaution.ifPresent(value -> Limits.between(KEY + "reward-caution", value, 0, 100));
        klTarget.ifPresent(value -> Limits.between(KEY + "kl-target", value, 0, 1000));
        klCoefficient.ifPresent(value -> Limits.between(KEY + "kl-coefficient", value, 0, 1000));
        innerEpochs.ifPresent(value -> Limits.between(KEY + "inner-epochs", value, 1, 100));
        emaDecay.ifPresent(value -> Limits.between(KEY + "ema-decay", value, 0, 0.9999));
        if (klTarget.filter(target -> target == 0).isPresent() && klCoefficient.isEmpty()) {
            throw new ConfigurationException(KEY + "kl-coefficient must be given where " + KEY + "kl-target is 0");
        }
    }

    static LearningChoice read(Config cycle, Optional<Algorithm> algorithm) {
        return new LearningChoice(
                whole(cycle, "reward-heads"),
                number(cycle, "reward-caution"),
                algorithm,
                number(cycle, "kl-target"),
                number(cycle, "kl-coefficient"),
                whole(cycle, "inner-epochs"),
                number(cycle, "ema-decay"));
    }

    private static Optional<Integer> whole(Config cycle, String key) {
        return cycle.getIsNull(key) ? Optional.empty() : Optional.of(cycle.getInt(key));
    }

    private static Optional<Double> number(Config cycle, String key) {
        return cycle.getIsNull(key) ? Optional.empty() : Optional.of(cycle.getDouble(key));
    }
}
