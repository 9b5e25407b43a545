package dev.attune.trainer.ppo;

/**
 * The two losses of proximal policy optimisation for one token, in plain numbers; the training step takes their gradient.
 */
final class ClippedLoss {
    private ClippedLoss() {}

    /**
     * The policy's loss (arXiv 1707.06347, equation 7, negated): the worse of the plain and the clipped ratio.
     *
     * @param logRatio log-probability now less that when it was drawn
     * @param clip how far the ratio may leave 1 with profit
     */
    static double policy(double logRatio, double advantage, double clip) {
        double ratio = Math.exp(logRatio);
        double clipped = Math.max(1 - clip, Math.min(1 + clip, ratio));
        return Math.max(-advantage * ratio, -advantage * clipped);
    }

    /** Whether the clipped ratio was the worse one, so that no gradient flows. */
    static boolean isClipped(double logRatio, double advantage, double clip) {
        return policy(logRatio, advantage, clip) > -advantage * Math.exp(logRatio);
    }

    /**
     * The value function's loss: half the larger of two squared errors, one of the value itself and one of the value held within
     * {@code clip} of what it was ("The N+ Implementation Details of RLHF with PPO", arXiv 2403.17031, section 7).
     */
    static double value(double value, double oldValue, double target, double clip) {
        double held = Math.max(oldValue - clip, Math.min(oldValue + clip, value));
        double plain = (value - target) * (value - target);
        double clipped = (held - target) * (held - target);
        return 0.5 * Math.max(plain, clipped);
    }
}
