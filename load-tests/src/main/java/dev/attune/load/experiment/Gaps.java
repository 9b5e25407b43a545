package dev.attune.load.experiment;

import java.util.Arrays;
import java.util.Map;

/** Milliseconds between the pieces of streams, while nothing was trained and while something was. Immutable. */
final class Gaps {
    private final double[] idle;
    private final double[] training;

    Gaps(double[] idle, double[] training) {
        this.idle = Arrays.stream(idle).sorted().toArray();
        this.training = Arrays.stream(training).sorted().toArray();
    }

    /** The 99th percentile while something was trained over that while nothing was. */
    double p99Ratio() {
        return at(training, 0.99) / at(idle, 0.99);
    }

    Map<String, Map<String, Double>> percentiles() {
        return Map.of("idle", percentiles(idle), "training", percentiles(training));
    }

    private static Map<String, Double> percentiles(double[] sorted) {
        return Map.of(
                "count", (double) sorted.length,
                "p50", at(sorted, 0.5),
                "p90", at(sorted, 0.9),
                "p99", at(sorted, 0.99),
                "longest", at(sorted, 1));
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))];
    }
}
