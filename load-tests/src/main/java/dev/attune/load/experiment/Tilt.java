package dev.attune.load.experiment;

import java.util.Arrays;
import java.util.List;

/**
 * What could be reached: the policy that is best for r under a KL price β is π*(y) ∝ π(y)·exp(r(y)/β) (Ziegler et al. 2019,
 * section 2; Rafailov et al. 2023, section 4). Here π is known exactly, or by samples that each stand for an equal share of it.
 * Immutable.
 *
 * @param policy probability of each answer under π*
 * @param kl from π to π*, nats
 */
record Tilt(double[] policy, double kl) {
    private static final int HALVINGS = 60;

    /**
     * Of one prompt.
     *
     * @param reference probabilities under π, which add up to 1
     */
    static Tilt of(double[] reference, double[] rewards, double beta) {
        double best = Arrays.stream(rewards).max().orElseThrow();
        double[] policy = new double[reference.length];
        double sum = 0;
        for (int i = 0; i < policy.length; i++) {
            policy[i] = reference[i] * Math.exp((rewards[i] - best) / beta);
            sum += policy[i];
        }
        double kl = 0;
        for (int i = 0; i < policy.length; i++) {
            policy[i] /= sum;
            kl += policy[i] > 0 ? policy[i] * Math.log(policy[i] / reference[i]) : 0;
        }
        return new Tilt(policy, kl);
    }

    /** Of one prompt, by samples. */
    static Tilt ofSamples(double[] rewards, double beta) {
        double[] equal = new double[rewards.length];
        Arrays.fill(equal, 1.0 / rewards.length);
        return of(equal, rewards, beta);
    }

    /** E r − β·KL: what π* gets. */
    double objective(double[] rewards, double beta) {
        return mean(rewards) - beta * kl;
    }

    /** Expectation of a value that each answer has. */
    double mean(double[] values) {
        double mean = 0;
        for (int i = 0; i < policy.length; i++) {
            mean += policy[i] * values[i];
        }
        return mean;
    }

    /**
     * The price at which the mean KL over all prompts is {@code kl}, or the least price that can be told from none if samples cannot
     * show so much: N of them know no KL beyond log N.
     *
     * @param rewards of the samples of every prompt
     */
    static double priceFor(List<double[]> rewards, double kl) {
        double low = 1e-4;
        double high = 1e3;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = Math.sqrt(low * high);
            if (meanKl(rewards, middle) > kl) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double meanKl(List<double[]> rewards, double beta) {
        return rewards.stream()
                .mapToDouble(each -> ofSamples(each, beta).kl())
                .average()
                .orElseThrow();
    }
}
