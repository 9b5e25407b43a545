package dev.attune.trainer.gate;

import java.util.Arrays;
import java.util.List;

/**
 * How many independent trials say as much as trials that come in groups, here duels over the same prompt, which tend to end alike.
 *
 * <p>The number is that of trials over the design effect, which is the share's variance over that of as many independent trials (L. Kish,
 * "Survey Sampling", 1965); C. Franco and others, "Comparative Study of Confidence Intervals for Proportions in Complex Sample Surveys", 2019,
 * recommend Wilson's interval with it. The variance of few groups is itself an estimate, so the number is taken down by (z/t)² (E. L. Korn
 * and B. I. Graubard, "Confidence Intervals for Proportions with Small Expected Number of Positive Counts Estimated from Survey Data", 1998).
 */
final class IndependentTrials {
    private IndependentTrials() {}

    /**
     * Between the number of groups, as if each were one trial, and that of trials, as if none were like another.
     *
     * @param wins of each trial, in [0, 1]; trial i belongs to group i mod {@code groups}
     */
    static double of(List<Double> wins, int groups) {
        int trials = wins.size();
        if (groups >= trials) {
            return trials;
        }
        double share = wins.stream().mapToDouble(Double::doubleValue).sum() / trials;
        double variance = variance(wins, groups, share);
        // Without any variance (all won, all lost) nothing says that trials of a group differ.
        double effective = variance > 0 ? share * (1 - share) / variance * shrinkage(groups - 1) : groups;
        return Math.max(groups, Math.min(trials, effective));
    }

    /** Of the share, by linearisation: Σ (y − p·m)² · k/(k−1) over the square of all trials, of k groups with m trials and y wins each. */
    private static double variance(List<Double> wins, int groups, double share) {
        double[] beyond = new double[groups];
        for (int i = 0; i < wins.size(); i++) {
            beyond[i % groups] += wins.get(i) - share;
        }
        double squares = Arrays.stream(beyond).map(one -> one * one).sum();
        return groups == 1 ? 0 : squares * groups / (groups - 1) / ((double) wins.size() * wins.size());
    }

    /** (z/t)² at 97.5 %, t by the first terms of its expansion (Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.5). */
    private static double shrinkage(int freedom) {
        double z = Wilson.Z95;
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        double t = z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96.0 * freedom * freedom);
        return z * z / (t * t);
    }
}
