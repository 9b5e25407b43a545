package dev.attune.trainer.ppo;

import java.util.List;

/**
 * The price β of a nat away from the reference. Adaptive, it is a proportional controller in log space (arXiv 1909.08593, section
 * 2.2); fixed, it stays. Immutable.
 *
 * @param coefficient β; 0 with a target: found at the start from how the scores of the policy's answers spread
 * @param target nats per answer that it steers to; 0 keeps β as it is
 * @param horizon answers over which it may change by a fifth
 */
public record KlControl(double coefficient, double target, double horizon) {
    /** Iterations that a line is drawn through: with fewer, the chance of a batch of answers decides where it points. */
    static final int SEEN = 4;

    private static final double LARGEST_ERROR = 0.2;
    private static final double LEAD_ITERATIONS = 3;

    public KlControl {
        if (!(coefficient >= 0)) {
            throw new IllegalArgumentException("coefficient must not be negative, was " + coefficient);
        }
        if (!(target >= 0)) {
            throw new IllegalArgumentException("target must not be negative, was " + target);
        }
        if (!(horizon > 0)) {
            throw new IllegalArgumentException("horizon must be positive, was " + horizon);
        }
    }

    /**
     * The same with a β to begin with, if it has none: a quarter of σ/√(2·target). For scores of a normal law with deviation σ the best
     * policy at the whole price, π_ref·exp(r/β), is {@code target} nats from the reference, since its KL is σ²/(2β²). Scores of answers have
     * heavier tails, and the price that holds the target is a tenth of it and less.
     *
     * @param spread σ, of scores of answers to the same prompt
     */
    KlControl startingAt(double spread) {
        boolean open = coefficient == 0 && target > 0 && spread > 0;
        return open ? new KlControl(spread / Math.sqrt(2 * target) / 4, target, horizon) : this;
    }

    /** The same beginning with the price that a practice before ended with, if it has none of its own. */
    public KlControl continuedAt(double lastPrice) {
        boolean open = coefficient == 0 && target > 0 && lastPrice > 0;
        return open ? new KlControl(lastPrice, target, horizon) : this;
    }

    public static KlControl fixed(double coefficient) {
        return new KlControl(coefficient, 0, 1);
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
        return new KlControl(coefficient * (1 + error * answers / horizon), target, horizon);
    }
}
