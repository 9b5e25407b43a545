package dev.attune.load.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.client.Call;
import dev.attune.load.client.FakeServer;
import dev.attune.load.client.Outcome;
import dev.attune.load.client.StreamClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs against a server that is not ours. */
final class ServeBenchmarkTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final ServePlan.Shape SHAPE = new ServePlan.Shape(20, 6, 0, 0, true, 0);

    @ParameterizedTest
    @EnumSource
    void asksWhatItWasToldTo(ServePlan.Backend backend) throws IOException {
        try (FakeServer server = new FakeServer(1)) {
            ServeBenchmark.Result result = run(plan(server, backend, 30, 500, OptionalInt.of(4), SHAPE));
            ServeMetrics metrics = result.metrics();
            assertThat(result.model()).isEqualTo("fake");
            assertThat(metrics.completed()).isEqualTo(30);
            assertThat(metrics.failed()).isZero();
            assertThat(metrics.inputTokens()).isEqualTo(30 * 20);
            assertThat(metrics.outputTokens()).isEqualTo(30 * 6);
            assertThat(server.mostInFlight()).isBetween(1, 4);
            assertThat(result.outcomes()).allSatisfy(outcome -> {
                assertThat(outcome.text()).isEqualTo(" a a a a a a");
                assertThat(outcome.gapsNs()).hasSize(5);
                assertThat(outcome.sentNs()).isGreaterThanOrEqualTo(outcome.intendedNs());
            });
            assertThat(server.requests()).hasSize(31).allSatisfy(body -> {
                assertThat(body.path("ignore_eos").asBoolean()).isTrue();
                assertThat(body.path("stream").asBoolean()).isTrue();
                assertThat(body.path("model").asText()).isEqualTo("fake");
            });
        }
    }

    @Test
    void aThousandStreamsAreInFlightAtOnce() throws IOException {
        // Nobody is answered before all have come.
        try (FakeServer server = new FakeServer(1000)) {
            ServePlan plan = plan(server, ServePlan.Backend.OPENAI, 1000, INF, OptionalInt.empty(), SHAPE);
            List<Call> calls = RandomPrompts.of(plan, "fake", new ServerFacts(plan.target()))
                    .calls();
            try (StreamClient client =
                    new StreamClient(plan.target().url(), Map.of(), Integer.MAX_VALUE, Duration.ofSeconds(60))) {
                assertThat(client.run(calls)).allMatch(Outcome::succeeded).hasSize(1000);
            }
            assertThat(server.mostInFlight()).isEqualTo(1000);
        }
    }

    /** Whoever could not be sent because others were in the way has waited all the same. */
    @Test
    void waitingForALaneCountsFromTheIntendedTime() throws IOException {
        try (FakeServer server = new FakeServer(1)) {
            ServeBenchmark.Result result =
                    run(plan(server, ServePlan.Backend.OPENAI, 20, INF, OptionalInt.of(1), SHAPE));
            List<Outcome> outcomes = result.outcomes();
            for (int i = 1; i < outcomes.size(); i++) {
                assertThat(outcomes.get(i).intendedNs())
                        .isEqualTo(outcomes.get(0).intendedNs());
                assertThat(outcomes.get(i).sentNs())
                        .isGreaterThanOrEqualTo(outcomes.get(i - 1).lastNs());
            }
            Outcome last = outcomes.get(19);
            assertThat(result.metrics().intended(Metric.E2EL).percentile(100))
                    .isCloseTo((last.lastNs() - last.intendedNs()) / 1e6, within(1e-6))
                    .isGreaterThan(result.metrics().of(Metric.E2EL).percentile(100));
        }
    }

    @Test
    void lengthsStayWithinTheirRange() throws IOException {
        try (FakeServer server = new FakeServer(1)) {
            ServePlan.Shape shape = new ServePlan.Shape(40, 10, 8, 0.5, false, 0);
            ServeBenchmark.Result result =
                    run(plan(server, ServePlan.Backend.OPENAI, 60, INF, OptionalInt.empty(), shape));
            assertThat(result.outcomes()).extracting(Outcome::promptTokens).allMatch(n -> n >= 28 && n <= 68);
            assertThat(result.outcomes()).extracting(Outcome::outputTokens).allMatch(n -> n >= 5 && n <= 15);
            assertThat(result.outcomes().stream().map(Outcome::promptTokens).distinct())
                    .hasSizeGreaterThan(10);
            List<JsonNode> bodies = server.requests();
            assertThat(bodies.stream().map(ServeBenchmarkTest::firstEightWords).distinct())
                    .hasSize(1);
            assertThat(bodies).noneMatch(body -> body.path("ignore_eos").asBoolean());
        }
    }

    @Test
    void aRunThatCannotWorkSaysWhyAtOnce() throws IOException {
        try (FakeServer server = new FakeServer(1)) {
            ServePlan.Shape hot = new ServePlan.Shape(4, 4, 0, 0, true, 3);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run(plan(server, ServePlan.Backend.OPENAI, 5, INF, OptionalInt.empty(), hot)))
                    .withMessageContaining("HTTP 400")
                    .withMessageContaining("too hot");
        }
    }

    @Test
    void theResultHasTheKeysAndRowsOfVllm() throws IOException {
        try (FakeServer server = new FakeServer(1)) {
            ServePlan plan = plan(server, ServePlan.Backend.OPENAI, 5, 100, OptionalInt.of(2), SHAPE);
            ServeBenchmark.Result result = run(plan);
            JsonNode json = new ObjectMapper()
                    .readTree(ResultJson.of(plan, result.model(), result.metrics(), result.outcomes()));
            assertThat(json.fieldNames()).toIterable().contains(VLLM_KEYS);
            assertThat(json.path("request_rate").asDouble()).isEqualTo(100);
            assertThat(json.path("input_lens")).hasSize(5);
            assertThat(json.path("itls").path(0)).hasSize(5);
            assertThat(json.path("version").asText()).isEqualTo("7");
            assertThat(ResultTable.of(plan, result.metrics()).lines())
                    .contains(
                            "============ Serving Benchmark Result ============",
                            "Successful requests:                     5         ",
                            "Maximum request concurrency:             2         ",
                            "Request rate configured (RPS):           100.00    ",
                            "Total input tokens:                      100       ",
                            "Total generated tokens:                  30        ",
                            "---------------Time to First Token----------------",
                            "-----Time per Output Token (excl. 1st token)------",
                            "---------------Inter-token Latency----------------",
                            "----------------End-to-end Latency----------------")
                    .anyMatch(row -> row.startsWith("Request goodput (req/s):                 "))
                    .anyMatch(row -> row.startsWith("P99.9 TTFT (ms):                         "));
        }
    }

    private static final String[] VLLM_KEYS =
            ("date endpoint_type backend label model_id tokenizer_id num_prompts request_rate burstiness max_concurrency"
                            + " duration completed failed total_input_tokens total_output_tokens request_throughput"
                            + " request_goodput output_throughput total_token_throughput input_lens output_lens ttfts itls"
                            + " generated_texts errors max_output_tokens_per_s max_concurrent_requests"
                            + " mean_ttft_ms median_ttft_ms std_ttft_ms p99_ttft_ms p99.9_ttft_ms"
                            + " mean_tpot_ms median_tpot_ms std_tpot_ms p99_tpot_ms"
                            + " mean_itl_ms median_itl_ms std_itl_ms p99_itl_ms"
                            + " mean_e2el_ms median_e2el_ms std_e2el_ms p99_e2el_ms")
                    .split(" ");

    private static List<String> firstEightWords(JsonNode body) {
        return List.of(body.path("prompt").asText().strip().split(" ")).subList(0, 8);
    }

    private static ServeBenchmark.Result run(ServePlan plan) throws IOException {
        return new ServeBenchmark(plan, line -> {}).run();
    }

    private static ServePlan plan(
            FakeServer server,
            ServePlan.Backend backend,
            int requests,
            double rate,
            OptionalInt concurrency,
            ServePlan.Shape shape) {
        return new ServePlan(
                new ServePlan.Target(
                        URI.create(server.url()), backend, backend.endpoint(), Optional.empty(), Map.of("x-test", "1")),
                new ServePlan.Traffic(requests, 0, rate, 1, concurrency, 1, Duration.ofSeconds(60)),
                shape,
                new ServePlan.Account(
                        Metric.keys(),
                        List.of(99.0, 99.9),
                        Map.of("ttft", 1e6),
                        Optional.empty(),
                        Map.of("version", "7"),
                        true));
    }
}
