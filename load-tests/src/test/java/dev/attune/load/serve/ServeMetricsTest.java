package dev.attune.load.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.load.client.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The figures against the plainest way of computing each. */
final class ServeMetricsTest {
    private static final Offset<Double> TINY = within(1e-9);
    private static final double DURATION_S = 12.5;

    private final List<Outcome> outcomes = outcomes(400, new Random(4));
    private final List<Outcome> good =
            outcomes.stream().filter(o -> o.error() == null).toList();

    @Test
    void countsAndThroughputAreOfRequestsThatSucceeded() {
        ServeMetrics metrics = metrics(Map.of());
        long in = 0;
        long out = 0;
        for (Outcome outcome : good) {
            in += outcome.promptTokens();
            out += outcome.outputTokens();
        }
        assertThat(metrics.completed()).isEqualTo(good.size()).isLessThan(outcomes.size());
        assertThat(metrics.failed()).isEqualTo(outcomes.size() - good.size());
        assertThat(metrics.requestsPerS()).isCloseTo(good.size() / DURATION_S, TINY);
        assertThat(metrics.outputPerS()).isCloseTo(out / DURATION_S, TINY);
        assertThat(metrics.tokensPerS()).isCloseTo((in + out) / DURATION_S, TINY);
    }

    @Test
    void timesOfRequestsAreExact() {
        ServeMetrics metrics = metrics(Map.of());
        same(metrics.of(Metric.TTFT), ns(good, o -> o.firstNs() - o.sentNs()), 1e-9);
        same(metrics.of(Metric.E2EL), ns(good, o -> o.lastNs() - o.sentNs()), 1e-9);
        List<Outcome> longer = good.stream().filter(o -> o.outputTokens() > 1).toList();
        same(
                metrics.of(Metric.TPOT),
                ns(longer, o -> (double) (o.lastNs() - o.firstNs()) / (o.outputTokens() - 1)),
                1e-9);
        same(metrics.intended(Metric.TTFT), ns(good, o -> o.firstNs() - o.intendedNs()), 1e-9);
        same(metrics.intended(Metric.E2EL), ns(good, o -> o.lastNs() - o.intendedNs()), 1e-9);
    }

    @Test
    void timesBetweenTokensAreRightToThreeDigits() {
        List<Double> gaps = new ArrayList<>();
        good.forEach(outcome -> {
            for (long gap : outcome.gapsNs()) {
                gaps.add(gap / 1e6);
            }
        });
        same(metrics(Map.of()).of(Metric.ITL), gaps, 2e-3);
    }

    @Test
    void goodRequestsMeetEveryObjective() {
        int expected = 0;
        for (Outcome outcome : good) {
            boolean first = outcome.firstNs() - outcome.sentNs() <= 60e6;
            boolean each = outcome.outputTokens() <= 1
                    || (outcome.lastNs() - outcome.firstNs()) / (outcome.outputTokens() - 1.0) <= 10e6;
            expected += first && each ? 1 : 0;
        }
        ServeMetrics metrics = metrics(Map.of("ttft", 60.0, "tpot", 10.0));
        assertThat(metrics.goodPerS()).isCloseTo(expected / DURATION_S, TINY).isBetween(1.0, metrics.requestsPerS());
    }

    @Test
    void thePeakIsTheBestSecond() {
        Outcome early = outcome(0, 0, 900_000_000L, 200_000_000L, 300_000_000L);
        Outcome late = outcome(0, 1_500_000_000L, 1_600_000_000L, 100_000_000L);
        ServeMetrics metrics = ServeMetrics.of(List.of(early, late), 2, Map.of());
        // 0.9 | 1.1, 1.4, 1.6, 1.7 s after the start; both have a part in second 1.
        assertThat(metrics.peakTokensPerS()).isEqualTo(4);
        assertThat(metrics.peakConcurrency()).isEqualTo(2);
    }

    @Test
    void nothingThatSucceededIsZeroAndNotAFault() {
        ServeMetrics metrics = ServeMetrics.of(List.of(), 1, Map.of("ttft", 1.0));
        assertThat(metrics.times().values())
                .allSatisfy(times -> assertThat(times.mean() + times.std() + times.percentile(99))
                        .isZero());
        assertThat(metrics.completed()).isZero();
    }

    private ServeMetrics metrics(Map<String, Double> objectives) {
        return ServeMetrics.of(outcomes, DURATION_S, objectives);
    }

    private static void same(Distribution actual, List<Double> valuesMs, double tolerance) {
        List<Double> sorted = valuesMs.stream().sorted().toList();
        double mean = sorted.stream().mapToDouble(v -> v).sum() / sorted.size();
        double square =
                sorted.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / sorted.size();
        assertThat(actual.mean()).isCloseTo(mean, within(tolerance * mean));
        assertThat(actual.std()).isCloseTo(Math.sqrt(square), within(tolerance * mean));
        for (double percent : new double[] {0, 10, 50, 90, 99, 100}) {
            double rank = percent / 100 * (sorted.size() - 1);
            double below = sorted.get((int) Math.floor(rank));
            double above = sorted.get((int) Math.ceil(rank));
            double exact = below + (above - below) * (rank - Math.floor(rank));
            // A histogram gives a value of the row, not one between two.
            double slack = tolerance < 1e-6 ? 0 : above - below;
            assertThat(actual.percentile(percent)).isCloseTo(exact, within(tolerance * exact + slack + 1e-9));
        }
    }

    private static List<Double> ns(List<Outcome> outcomes, ToDoubleFunction<Outcome> time) {
        return outcomes.stream().map(o -> time.applyAsDouble(o) / 1e6).toList();
    }

    private static Outcome outcome(long intended, long sent, long first, long... gaps) {
        long last = first;
        for (long gap : gaps) {
            last += gap;
        }
        return new Outcome(intended, sent, first, last, gaps, 3, gaps.length + 1, "", null);
    }

    private static List<Outcome> outcomes(int count, Random random) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    long intended = 20_000_000L * i;
                    long sent = intended + (i % 3 == 0 ? random.nextInt(30_000_000) : 0);
                    long first = sent + 1_000_000 + random.nextInt(80_000_000);
                    long[] gaps = random.longs(random.nextInt(40), 1_000_000, 15_000_000)
                            .toArray();
                    Outcome outcome = outcome(intended, sent, first, gaps);
                    return i % 17 != 5
                            ? outcome
                            : new Outcome(intended, sent, first, outcome.lastNs(), gaps, 3, 1, "", "broken");
                })
                .toList();
    }
}
