package dev.attune.trainer.ppo;

import java.util.List;

/**
 * The price β of a nat away from the reference. Adaptive, it is a proportional controller in log space (arXiv 1909.08593, section
 * 2.2); fixed, it stays. Immutable.
 *
 * @param coefficient β; 0 with a target: found at the start from how the scores of the policy's answers spread
 * @param target nats per answer that it steers to; 0 keeps β as it is
 * @param horizon answers over which it may change by a fifth
 * @param least β never falls below it
 */
public record KlControl(double coefficient, double target, double horizon, double least) {
    /** Iterations that a line is drawn through: with fewer, the chance of a batch of answers decides where it points. */
    static final int SEEN = 4;

    private static final double LARGEST_ERROR = 0.2;
    private static final double LEAD_ITERATIONS = 3;
    private static final double HEAVY_TAILS = 10;
    private static final double DEEPEST_FALL = 5;

    public KlControl {
        if (!(coefficient >= 0 && least >= 0)) {
            throw new IllegalArgumentException(
                    "coefficient and least must not be negative, were " + coefficient + " and " + least);
        }
        if (!(target >= 0)) {
            throw new IllegalArgumentException("target must not be negative, was " + target);
        }
        if (!(horizon > 0)) {
            throw new IllegalArgumentException("horizon must be positive, was " + horizon);
        }
    }

    /**
     * The same with a β to begin with, if it has none: a tenth of σ/√(2·target), and at least a fifth of that for ever, or all of it for a
     * policy that is on its way already. For scores of a normal law with deviation σ the best policy at the whole price, π_ref·exp(r/β), is
     * {@code target} nats from the reference, since its KL is σ²/(2β²). Scores of answers have heavier tails, and about a tenth of it holds the target. A policy comes as far as its learning rate allows an iteration, so a
     * price that fell until it is there would be none when it is.
     *
     * @param spread σ, of scores of answers to the same prompt
     * @param practised whether the policy begins elsewhere than at the reference
     */
    KlControl startingAt(double spread, boolean practised) {
        boolean open = coefficient == 0 && target > 0 && spread > 0;
        double start = spread / Math.sqrt(2 * target) / HEAVY_TAILS;
        return open ? new KlControl(start, target, horizon, practised ? start : start / DEEPEST_FALL) : this;
    }

    public static KlControl fixed(double coefficient) {
        return new KlControl(coefficient, 0, 1, 0);
    }

    /**
     * Where the KL will be when a price that is changed now has had its effect, if it goes on as it did: on the line of least squares
     * through what was seen. A policy answers a price some iterations late; going by the KL of the moment, the price turns when it is too
     * late, and the KL swings far past its target.
     *
     * @param seen mean nats per answer of the last iterations, the newest last; at least one, {@link #SEEN} do
     */
    static double ahead(List<Double> seen) {
        double middle = (seen.size() - 1) / 2.0;
        double mean = seen.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double products = 0;
        double squares = 0;
        for (int i = 0; i < seen.size(); i++) {
            products += (i - middle) * (seen.get(i) - mean);
            squares += (i - middle) * (i - middle);
        }
        double slope = squares == 0 ? 0 : products / squares;
        return mean + slope * (seen.size() - 1 - middle + LEAD_ITERATIONS);
    }

    /**
     * The price after a batch of answers.
     *
     * @param kl mean nats per answer seen
     * @param answers how many
     */
    public KlControl after(double kl, int answers) {
        if (target == 0) {
            return this;
        }
        double error = Math.max(-LARGEST_ERROR, Math.min(LARGEST_ERROR, kl / target - 1));
        double next = coefficient * (1 + error * answers / horizon);
        return new KlControl(Math.max(least, next), target, horizon, least);
    }
}
