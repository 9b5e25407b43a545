package dev.attune.trainer.ppo;

import java.util.stream.IntStream;

/**
 * The best that any optimiser can do where all answers can be listed: π* ∝ π_ref · exp(r / β) (arXiv 2305.18290, section 4,
 * derived in appendix A.1).
 *
 * @param policy π*, one probability an answer
 * @param objective J* = E[r] − β·KL(π* ‖ π_ref)
 * @param kl KL(π* ‖ π_ref) in nats
 */
@SuppressWarnings("ArrayRecordComponent") // a table of numbers, never compared
record Tilt(double[] policy, double objective, double kl) {

    /**
     * @param reference probability of each answer
     * @param rewards of each
     * @param coefficient β, positive
     */
    static Tilt of(double[] reference, double[] rewards, double coefficient) {
        double best = IntStream.range(0, rewards.length)
                .filter(i -> reference[i] > 0)
                .mapToDouble(i -> rewards[i])
                .max()
                .orElseThrow();
        double[] policy = IntStream.range(0, rewards.length)
                .mapToDouble(i -> reference[i] * Math.exp((rewards[i] - best) / coefficient))
                .toArray();
        double mass =
                IntStream.range(0, policy.length).mapToDouble(i -> policy[i]).sum();
        for (int i = 0; i < policy.length; i++) {
            policy[i] /= mass;
        }
        return new Tilt(policy, coefficient * Math.log(mass) + best, kl(policy, reference));
    }

    /** J = E[r] − β·KL of any policy over the listed answers. */
    static double objective(double[] policy, double[] reference, double[] rewards, double coefficient) {
        double mean = IntStream.range(0, policy.length)
                .mapToDouble(i -> policy[i] * rewards[i])
                .sum();
        return mean - coefficient * kl(policy, reference);
    }

    /** KL(policy ‖ reference) in nats; an answer of probability 0 adds nothing. */
    static double kl(double[] policy, double[] reference) {
        return IntStream.range(0, policy.length)
                .filter(i -> policy[i] > 0)
                .mapToDouble(i -> policy[i] * Math.log(policy[i] / reference[i]))
                .sum();
    }
}
