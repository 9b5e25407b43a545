package dev.attune.load.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Milliseconds between the pieces of streams, while nothing was trained and while something was. Immutable. */
final class Gaps {
    private final double[] idle;
    private final double[] training;

    Gaps(double[] idle, double[] training) {
        this.idle = Arrays.stream(idle).sorted().toArray();
        this.training = Arrays.stream(training).sorted().toArray();
    }

    /** Those of several rounds together: one round's idle streams are too few to know a 99th percentile by. */
    static Gaps together(List<Gaps> each) {
        return new Gaps(joined(each, gaps -> gaps.idle), joined(each, gaps -> gaps.training));
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

    private static double[] joined(List<Gaps> each, Function<Gaps, double[]> which) {
        return each.stream().map(which).flatMapToDouble(Arrays::stream).toArray();
    }
}
