package dev.attune.trainer.statistics;

import java.util.Collection;
import java.util.List;

/**
 * The score interval of a share (Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927): what the share
 * may be in truth, good also for few trials and shares near 0 and 1.
 *
 * @param low of the interval
 * @param high of the interval
 */
public record Wilson(double low, double high) {
    /** The normal distribution's 97.5 % quantile: 2.5 % of truths lie below {@code low}, as many above {@code high}. */
    public static final double Z95 = 1.959963984540054;

    /**
     * The 95 % interval of independent trials.
     *
     * @param wins in [0, trials]; a tie may count as half a win
     * @param trials 0 knows nothing: [0, 1]
     */
    public static Wilson of95(double wins, int trials) {
        if (!(wins >= 0 && wins <= trials)) {
            throw new IllegalArgumentException("wins must be in [0, " + trials + "], was " + wins);
        }
        return trials == 0 ? new Wilson(0, 1) : around(wins / trials, trials);
    }

    /**
     * The 95 % interval of the mean of trials that come in groups whose members tend to end alike.
     *
     * @param groups of trials, none empty; a trial is what was won, in [0, 1]
     */
    public static Wilson ofGroups(List<List<Double>> groups) {
        List<Double> all = groups.stream().flatMap(Collection::stream).toList();
        double wins = all.stream().mapToDouble(Double::doubleValue).sum();
        return all.isEmpty() ? of95(0, 0) : around(wins / all.size(), IndependentTrials.of(groups));
    }

    private static Wilson around(double share, double trials) {
        double z2 = Z95 * Z95;
        double centre = share + z2 / (2 * trials);
        double spread = Z95 * Math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials));
        double scale = 1 + z2 / trials;
        return new Wilson((centre - spread) / scale, (centre + spread) / scale);
    }
}
