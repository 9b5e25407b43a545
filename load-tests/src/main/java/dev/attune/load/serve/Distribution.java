package dev.attune.load.serve;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** Times in milliseconds: all of them, or as many as there may ever be in bounded memory. Nothing measured is 0. */
interface Distribution {
    double mean();

    /** Over all values, not a sample of more. */
    double std();

    double percentile(double percent);

    default double median() {
        return percentile(50);
    }

    /** One value a request: kept as they are, percentiles between two neighbours in proportion. */
    static Distribution of(double[] valuesMs) {
        double[] sorted = valuesMs.clone();
        Arrays.sort(sorted);
        return new Exact(sorted);
    }

    /** One value a token: counted to three significant digits. */
    static Distribution ofGaps(Iterable<long[]> gapsNs) {
        Gaps gaps = new Gaps();
        for (long[] each : gapsNs) {
            for (long ns : each) {
                gaps.add(ns);
            }
        }
        return gaps;
    }

    /** Sorted values. */
    record Exact(double[] sorted) implements Distribution {
        @Override
        public double mean() {
            return Arrays.stream(sorted).average().orElse(0);
        }

        @Override
        public double std() {
            double mean = mean();
            return Math.sqrt(Arrays.stream(sorted)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElse(0));
        }

        @Override
        public double percentile(double percent) {
            if (sorted.length == 0) {
                return 0;
            }
            double at = percent / 100 * (sorted.length - 1);
            int below = (int) at;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
        }
    }

    /** A histogram of nanoseconds. */
    final class Gaps implements Distribution {
        private static final int DIGITS = 3;
        private final Histogram histogram = new Histogram(DIGITS);

        private void add(long ns) {
            histogram.recordValue(Math.max(0, ns));
        }

        @Override
        public double mean() {
            return histogram.getTotalCount() == 0 ? 0 : histogram.getMean() / 1e6;
        }

        @Override
        public double std() {
            return histogram.getTotalCount() == 0 ? 0 : histogram.getStdDeviation() / 1e6;
        }

        @Override
        public double percentile(double percent) {
            return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percent) / 1e6;
        }
    }
}
