package dev.attune.load.serve;

import dev.attune.load.client.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one run, by vLLM's definitions: times count from when a request was sent, those named {@code intended} from when
 * it should have been, and only requests that succeeded count.
 *
 * @param durationS from the start to the end of the last request
 * @param goodPerS requests a second that met every objective
 * @param peakTokensPerS text events in the best second
 * @param peakConcurrency most requests that had a part in one second
 * @param times the distributions
 * @param intended the same for TTFT and E2EL, as somebody would see it who cannot be kept waiting
 * @param maxDelayMs by which the client itself was late at most
 */
record ServeMetrics(
        double durationS,
        int completed,
        int failed,
        long inputTokens,
        long outputTokens,
        double goodPerS,
        double peakTokensPerS,
        int peakConcurrency,
        Map<Metric, Distribution> times,
        Map<Metric, Distribution> intended,
        double maxDelayMs) {

    static ServeMetrics of(List<Outcome> all, double durationS, Map<String, Double> objectives) {
        List<Outcome> good = all.stream().filter(Outcome::succeeded).toList();
        Seconds seconds = Seconds.of(good);
        Map<Metric, Distribution> times = Map.of(
                Metric.TTFT,
                distribution(good, Outcome::ttftMs),
                Metric.TPOT,
                distribution(good.stream().filter(o -> o.outputTokens() > 1).toList(), Outcome::tpotMs),
                Metric.ITL,
                Distribution.ofGaps(good.stream().map(Outcome::gapsNs).toList()),
                Metric.E2EL,
                distribution(good, Outcome::e2elMs));
        Map<Metric, Distribution> intended = Map.of(
                Metric.TTFT, distribution(good, o -> o.delayMs() + o.ttftMs()),
                Metric.E2EL, distribution(good, o -> o.delayMs() + o.e2elMs()));
        return new ServeMetrics(
                durationS,
                good.size(),
                all.size() - good.size(),
                good.stream().mapToLong(Outcome::promptTokens).sum(),
                good.stream().mapToLong(Outcome::outputTokens).sum(),
                good.stream().filter(o -> meets(o, objectives)).count() / durationS,
                seconds.mostTokens(),
                seconds.mostRequests(),
                times,
                intended,
                all.stream().mapToDouble(Outcome::delayMs).max().orElse(0));
    }

    /** From when requests were sent. */
    Distribution of(Metric metric) {
        return Objects.requireNonNull(times.get(metric));
    }

    /** TTFT and E2EL from when requests should have been sent. */
    Distribution intended(Metric metric) {
        return Objects.requireNonNull(intended.get(metric));
    }

    double requestsPerS() {
        return completed / durationS;
    }

    double outputPerS() {
        return outputTokens / durationS;
    }

    double tokensPerS() {
        return (inputTokens + outputTokens) / durationS;
    }

    private static boolean meets(Outcome outcome, Map<String, Double> objectives) {
        return outcome.ttftMs() <= objectives.getOrDefault("ttft", Double.POSITIVE_INFINITY)
                && outcome.tpotMs() <= objectives.getOrDefault("tpot", Double.POSITIVE_INFINITY)
                && outcome.e2elMs() <= objectives.getOrDefault("e2el", Double.POSITIVE_INFINITY);
    }

    private static Distribution distribution(List<Outcome> outcomes, ToDoubleFunction<Outcome> time) {
        return Distribution.of(outcomes.stream().mapToDouble(time).toArray());
    }

    /** Second by second: text events, and requests that were under way at some moment of it. */
    private record Seconds(int[] tokens, int[] requests) {

        static Seconds of(List<Outcome> outcomes) {
            long start = outcomes.stream().mapToLong(Outcome::sentNs).min().orElse(0);
            long end = outcomes.stream().mapToLong(Outcome::lastNs).max().orElse(start);
            Seconds seconds = new Seconds(new int[second(end - start) + 1], new int[second(end - start) + 1]);
            for (Outcome outcome : outcomes) {
                long at = outcome.firstNs() - start;
                seconds.tokens[second(at)]++;
                for (long gap : outcome.gapsNs()) {
                    at += gap;
                    seconds.tokens[Math.min(second(at), seconds.tokens.length - 1)]++;
                }
                for (int s = second(outcome.sentNs() - start); s <= second(outcome.lastNs() - start); s++) {
                    seconds.requests[s]++;
                }
            }
            return seconds;
        }

        int mostTokens() {
            return Arrays.stream(tokens).max().orElse(0);
        }

        int mostRequests() {
            return Arrays.stream(requests).max().orElse(0);
        }

        private static int second(long ns) {
            return (int) (ns / 1_000_000_000);
        }
    }
}
