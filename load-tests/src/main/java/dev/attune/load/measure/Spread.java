package dev.attune.load.measure;

import java.util.Collection;

/**
 * Repeated measurements of one thing: the middle, and how far it strays.
 *
 * @param median half of the samples are at most this
 * @param p10 a tenth are at most this
 * @param p90 nine tenths are at most this
 * @param samples how many there were, at least one
 */
public record Spread(double median, double p10, double p90, int samples) {

    /** Of at least one value. */
    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values must hold at least one sample");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(percentile(sorted, 50), percentile(sorted, 10), percentile(sorted, 90), sorted.length);
    }

    /** The value at {@code percent} of a sorted row, between two neighbours in proportion. */
    public static double percentile(double[] sorted, double percent) {
        double at = percent / 100 * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
