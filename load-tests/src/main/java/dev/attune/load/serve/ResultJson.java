package dev.attune.load.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.client.Outcome;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The result for programs, under the keys of {@code vllm bench serve}; {@code intended} keys are ours. */
final class ResultJson {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final Map<String, @Nullable Object> keys = new LinkedHashMap<>();

    private ResultJson() {}

    static String of(ServePlan plan, String model, ServeMetrics metrics, List<Outcome> outcomes) {
        ResultJson json = new ResultJson();
        json.setup(plan, model);
        json.counts(plan, metrics);
        if (plan.account().detailed()) {
            json.details(outcomes);
        }
        List<Double> percentiles = plan.account().percentiles();
        for (Metric metric : Metric.values()) {
            if (plan.account().has(metric)) {
                json.times(metric.key(), metrics.of(metric), percentiles);
            }
        }
        for (Metric metric : List.of(Metric.TTFT, Metric.E2EL)) {
            json.times("intended_" + metric.key(), metrics.intended(metric), percentiles);
        }
        json.keys.put("max_start_delay_ms", metrics.maxDelayMs());
        try {
            return new ObjectMapper().writeValueAsString(json.keys);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the result cannot be written as JSON", e);
        }
    }

    private void setup(ServePlan plan, String model) {
        ServePlan.Traffic traffic = plan.traffic();
        String backend = plan.target().backend().flag();
        keys.put("date", LocalDateTime.now().format(DATE));
        keys.put("endpoint_type", backend);
        keys.put("backend", backend);
        keys.put("label", plan.account().label().orElse(null));
        keys.put("model_id", model);
        keys.put("tokenizer_id", model);
        keys.put("num_prompts", traffic.requests());
        keys.putAll(plan.account().metadata());
        keys.put("request_rate", finite(traffic.rate()));
        keys.put("burstiness", finite(traffic.burstiness()));
        keys.put(
                "max_concurrency",
                traffic.maxConcurrency().isPresent() ? traffic.maxConcurrency().getAsInt() : null);
    }

    private void counts(ServePlan plan, ServeMetrics metrics) {
        keys.put("duration", metrics.durationS());
        keys.put("completed", metrics.completed());
        keys.put("failed", metrics.failed());
        keys.put("total_input_tokens", metrics.inputTokens());
        keys.put("total_output_tokens", metrics.outputTokens());
        keys.put("request_throughput", metrics.requestsPerS());
        keys.put("request_goodput", plan.account().goodput().isEmpty() ? null : metrics.goodPerS());
        keys.put("output_throughput", metrics.outputPerS());
        keys.put("total_token_throughput", metrics.tokensPerS());
        keys.put("max_output_tokens_per_s", metrics.peakTokensPerS());
        keys.put("max_concurrent_requests", metrics.peakConcurrency());
    }

    /** Seconds, as vLLM has them. */
    private void details(List<Outcome> outcomes) {
        keys.put("input_lens", list(outcomes, Outcome::promptTokens));
        keys.put("output_lens", list(outcomes, outcome -> outcome.succeeded() ? outcome.outputTokens() : 0));
        keys.put("ttfts", list(outcomes, outcome -> outcome.succeeded() ? outcome.ttftMs() / 1e3 : 0));
        keys.put("itls", list(outcomes, outcome -> Arrays.stream(outcome.gapsNs())
                .mapToDouble(ns -> ns / 1e9)
                .toArray()));
        keys.put("start_delays", list(outcomes, outcome -> outcome.delayMs() / 1e3));
        keys.put("generated_texts", list(outcomes, Outcome::text));
        keys.put("errors", list(outcomes, outcome -> outcome.error() == null ? "" : outcome.error()));
    }

    private void times(String metric, Distribution times, List<Double> percentiles) {
        keys.put("mean_" + metric + "_ms", times.mean());
        keys.put("median_" + metric + "_ms", times.median());
        keys.put("std_" + metric + "_ms", times.std());
        percentiles.forEach(
                percent -> keys.put("p" + ResultTable.word(percent) + "_" + metric + "_ms", times.percentile(percent)));
    }

    private static <T> List<T> list(List<Outcome> outcomes, Function<Outcome, T> value) {
        return outcomes.stream().map(value).toList();
    }

    /** JSON has no infinity. */
    private static Object finite(double value) {
        return Double.isInfinite(value) ? "inf" : value;
    }
}
