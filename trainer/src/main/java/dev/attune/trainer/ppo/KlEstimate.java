package dev.attune.trainer.ppo;

/**
 * Estimates of KL(π ‖ π_ref) from one token drawn from π, in nats (Schulman, "Approximating KL Divergence", 2020, where
 * they bear these names; the reward takes k1 as arXiv 1909.08593, section 2, equation 2, does). All three are
 * 0 where the policies agree.
 */
final class KlEstimate {
    private KlEstimate() {}

    /** The log-ratio itself: no bias, may be negative; the one rewards are made of. */
    static double k1(double logRatio) {
        return logRatio;
    }

    /** Half its square: a bias of higher order, never negative. */
    static double k2(double logRatio) {
        return logRatio * logRatio / 2;
    }

    /** No bias and never negative; the one to show. */
    static double k3(double logRatio) {
        return Math.expm1(-logRatio) + logRatio;
    }
}
