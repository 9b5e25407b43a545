package dev.attune.load.experiment;

/**
 * How often one side was better, a tie being half a win.
 *
 * @param wins with ties as halves
 * @param trials at least one
 */
record WinRate(double wins, int trials) {
    private static final double Z_95 = 1.959963984540054;

    WinRate {
        if (trials < 1 || wins < 0 || wins > trials) {
            throw new IllegalArgumentException("wins must be in 0..." + trials + ", were " + wins);
        }
    }

    /** 1, ½ or 0. Texts that are worth the same within rounding are a tie. */
    static double point(double mine, double other) {
        double ahead = mine - other;
        return ahead > 1e-9 ? 1 : ahead < -1e-9 ? 0 : 0.5;
    }

    double rate() {
        return wins / trials;
    }

    /** The lower end of the 95 % interval (Wilson, JASA 22 (1927), p. 209). */
    double low() {
        double p = rate();
        double z2 = Z_95 * Z_95;
        double middle = p + z2 / (2 * trials);
        double half = Z_95 * Math.sqrt(p * (1 - p) / trials + z2 / (4.0 * trials * trials));
        return (middle - half) / (1 + z2 / trials);
    }
}
