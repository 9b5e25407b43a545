package dev.attune.trainer.gate;

/**
 * The score interval of a share (Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927): what the share
 * may be in truth, good also for few trials and shares near 0 and 1.
 *
 * @param low of the interval
 * @param high of the interval
 */
public record Wilson(double low, double high) {
    /** The normal distribution's 97.5 % quantile: 2.5 % of truths lie below {@code low}, as many above {@code high}. */
    static final double Z95 = 1.959963984540054;

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
     * The 95 % interval of a share.
     *
     * @param share in [0, 1]
     * @param trials how many independent ones would know as much, above 0
     */
    static Wilson around(double share, double trials) {
        double z2 = Z95 * Z95;
        double centre = share + z2 / (2 * trials);
        double spread = Z95 * Math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials));
        double scale = 1 + z2 / trials;
        return new Wilson((centre - spread) / scale, (centre + spread) / scale);
    }
}
