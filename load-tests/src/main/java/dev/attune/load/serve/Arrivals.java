package dev.attune.load.serve;

import java.util.Random;

/**
 * When requests arrive, fixed before the first one is sent: gaps drawn from a gamma distribution, which is a Poisson process
 * at a burstiness of 1 and a metronome where it is infinite.
 */
final class Arrivals {
    private static final double NANOS = 1e9;

    private Arrivals() {}

    /**
     * Nanoseconds after the start, ascending. The last one is at exactly {@code requests / rate} seconds, whatever was drawn,
     * so that runs of different seeds offer the same load.
     *
     * @param rate requests a second; infinite: all at once
     * @param burstiness shape of the gamma distribution; infinite: constant gaps
     */
    static long[] offsetsNs(int requests, double rate, double burstiness, Random random) {
        long[] offsets = new long[requests];
        if (Double.isInfinite(rate)) {
            return offsets;
        }
        double[] sums = new double[requests];
        double sum = 0;
        for (int i = 0; i < requests; i++) {
            sum += Double.isInfinite(burstiness) ? 1 : gamma(burstiness, random);
            sums[i] = sum;
        }
        double scale = requests / rate / sum * NANOS;
        for (int i = 0; i < requests; i++) {
            offsets[i] = Math.round(sums[i] * scale);
        }
        return offsets;
    }

    /**
     * One draw from the gamma distribution of this shape and scale 1 (Marsaglia and Tsang, "A simple method for generating gamma
     * variables", 2000, sections 4 and 6).
     */
    static double gamma(double shape, Random random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double v = root * root * root;
            if (Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
