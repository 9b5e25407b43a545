package dev.attune.trainer.statistics;

import java.util.Collection;
import java.util.List;

/**
 * How many independent trials say as much as trials that come in groups whose members tend to end alike: duels over
 * one prompt, pairs of one ranking.
 *
 * <p>The number is that of trials over the design effect, which is the share's variance over that of as many independent trials (L. Kish,
 * "Survey Sampling", 1965); C. Franco and others, "Comparative Study of Confidence Intervals for Proportions in Complex Sample Surveys", 2019,
 * recommend Wilson's interval with it. The variance of few groups is itself an estimate, so the number is taken down by (z/t)² (E. L. Korn
 * and B. I. Graubard, "Confidence Intervals for Proportions with Small Expected Number of Positive Counts Estimated from Survey Data", 1998).
 */
public final class IndependentTrials {
    private IndependentTrials() {}

    /**
     * Between the number of groups, as if each were one trial, and that of trials, as if none were like another.
     *
     * @param groups of trials, none empty; a trial is what was won, in [0, 1]
     */
    public static double of(List<List<Double>> groups) {
        int trials = groups.stream().mapToInt(List::size).sum();
        if (groups.size() >= trials) {
            return trials;
        }
        double share = sum(groups.stream().flatMap(Collection::stream).toList()) / trials;
        double variance = variance(groups, trials, share);
        // Without any variance (all won, all lost) nothing says that trials of a group differ.
        double effective = variance > 0 ? share * (1 - share) / variance * shrinkage(groups.size() - 1) : groups.size();
        return Math.max(groups.size(), Math.min(trials, effective));
    }

    /** Of the share, by linearisation: Σ (y − p·m)² · k/(k−1) over the square of all trials, of k groups with m trials and y wins each. */
    private static double variance(List<List<Double>> groups, int trials, double share) {
        double squares = 0;
        for (List<Double> group : groups) {
            double beyond = sum(group) - share * group.size();
            squares += beyond * beyond;
        }
        int count = groups.size();
        return count == 1 ? 0 : squares * count / (count - 1) / ((double) trials * trials);
    }

    private static double sum(List<Double> trials) {
        return trials.stream().mapToDouble(Double::doubleValue).sum();
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
