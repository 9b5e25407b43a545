package dev.attune.trainer.ppo;

/** What a token earns: the price of leaving the reference, and at the last token the score. */
final class Rewards {
    private Rewards() {}

    /**
     * Rewards of one answer (arXiv 1909.08593, equation 2; arXiv 2203.02155, section 3.5). Their sum is {@code score −
     * coefficient · Σ logRatios}.
     *
     * @param logRatios log π − log π_ref of each token that was drawn, at least one
     * @param coefficient β, the price of a nat
     * @param score of the whole answer, paid once, at its last token
     */
    static double[] shaped(double[] logRatios, double coefficient, double score) {
        double[] rewards = new double[logRatios.length];
        for (int t = 0; t < rewards.length; t++) {
            rewards[t] = -coefficient * logRatios[t];
        }
        rewards[rewards.length - 1] += score;
        return rewards;
    }

    /**
     * The score an answer is paid: the reward model's, but at most {@code penalty} for one that did not end. At most, because
     * a model of scores far below 0 would otherwise pay for never ending.
     */
    static double score(double score, boolean ended, double penalty) {
        return ended ? score : Math.min(score, penalty);
    }
}
