package dev.attune.load.serve;

import java.util.List;
import java.util.Locale;

/** The result for people, in the rows of {@code vllm bench serve}. */
final class ResultTable {
    private static final int WIDTH = 50;
    /** Below this the client kept its schedule, and both ways of counting say the same. */
    private static final double NOTABLE_DELAY_MS = 1;

    private final StringBuilder text = new StringBuilder();

    private ResultTable() {}

    static String of(ServePlan plan, ServeMetrics metrics) {
        ResultTable table = new ResultTable();
        table.title(" Serving Benchmark Result ", '=');
        table.counts(plan, metrics);
        for (Metric metric : Metric.values()) {
            if (plan.account().has(metric)) {
                table.title(metric.title(), '-');
                table.times(metric.name(), metrics.of(metric), plan.account().percentiles());
            }
        }
        if (metrics.maxDelayMs() > NOTABLE_DELAY_MS) {
            table.title("From the intended start", '-');
            table.row("Latest start (ms):", metrics.maxDelayMs());
            for (Metric metric : List.of(Metric.TTFT, Metric.E2EL)) {
                Distribution times = metrics.intended(metric);
                table.times("intended " + metric.name(), times, plan.account().percentiles());
            }
        }
        table.title("", '=');
        return table.text.toString();
    }

    /** {@code 99}, {@code 99.9}. */
    static String word(double percentile) {
        return percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
    }

    private void counts(ServePlan plan, ServeMetrics metrics) {
        row("Successful requests:", metrics.completed());
        row("Failed requests:", metrics.failed());
        plan.traffic().maxConcurrency().ifPresent(most -> row("Maximum request concurrency:", most));
        if (!Double.isInfinite(plan.traffic().rate())) {
            row("Request rate configured (RPS):", plan.traffic().rate());
        }
        row("Benchmark duration (s):", metrics.durationS());
        row("Total input tokens:", metrics.inputTokens());
        row("Total generated tokens:", metrics.outputTokens());
        row("Request throughput (req/s):", metrics.requestsPerS());
        if (!plan.account().goodput().isEmpty()) {
            row("Request goodput (req/s):", metrics.goodPerS());
        }
        row("Output token throughput (tok/s):", metrics.outputPerS());
        row("Peak output token throughput (tok/s):", metrics.peakTokensPerS());
        row("Peak concurrent requests:", (double) metrics.peakConcurrency());
        row("Total token throughput (tok/s):", metrics.tokensPerS());
    }

    private void times(String name, Distribution times, List<Double> percentiles) {
        row("Mean " + name + " (ms):", times.mean());
        row("Median " + name + " (ms):", times.median());
        percentiles.forEach(percent -> row("P" + word(percent) + " " + name + " (ms):", times.percentile(percent)));
    }

    private void row(String label, long value) {
        text.append(String.format(Locale.ROOT, "%-40s %-10d%n", label, value));
    }

    private void row(String label, double value) {
        text.append(String.format(Locale.ROOT, "%-40s %-10.2f%n", label, value));
    }

    private void title(String title, char fill) {
        int left = (WIDTH - title.length()) / 2;
        String edge = String.valueOf(fill);
        text.append(edge.repeat(left))
                .append(title)
                .append(edge.repeat(WIDTH - title.length() - left))
                .append(System.lineSeparator());
    }
}
