package dev.attune.load.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.client.FakeServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command, with the flags that a user of {@code vllm bench serve} types, against a server that is not ours. */
final class ServeCommandTest {
    private static final List<String> LABELS = List.of(
            "Serving Benchmark Result",
            "Successful requests:",
            "Failed requests:",
            "Maximum request concurrency:",
            "Request rate configured (RPS):",
            "Benchmark duration (s):",
            "Total input tokens:",
            "Total generated tokens:",
            "Request throughput (req/s):",
            "Request goodput (req/s):",
            "Output token throughput (tok/s):",
            "Peak output token throughput (tok/s):",
            "Peak concurrent requests:",
            "Total token throughput (tok/s):");
    private static final List<String> TITLES = List.of(
            "Time to First Token",
            "Time per Output Token (excl. 1st token)",
            "Inter-token Latency",
            "End-to-end Latency");
    private static final String KEYS =
            "date endpoint_type backend label model_id tokenizer_id num_prompts request_rate burstiness max_concurrency"
                    + " duration completed failed total_input_tokens total_output_tokens request_throughput"
                    + " request_goodput output_throughput total_token_throughput max_output_tokens_per_s"
                    + " max_concurrent_requests max_start_delay_ms gpu";

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void theFlagsDecideWhatIsAskedAndTheTableHasEveryRow() throws IOException {
        Path file = folder.resolve("result.json");
        try (FakeServer server = new FakeServer(1)) {
            String table = run("--base-url " + server.url()
                    + " --backend openai-chat --num-prompts 6 --request-rate 200 --burstiness inf --max-concurrency 2"
                    + " --random-input-len 12 --random-output-len 3 --ignore-eos --temperature 0.5 --seed 4"
                    + " --goodput ttft:60000 e2el:60000 --label nightly --metadata gpu=none --save-result " + file);
            assertThat(labels(table)).startsWith(expectedLabels().toArray(String[]::new));
            // One more to see that the server works.
            assertThat(server.requests()).hasSize(7).allSatisfy(body -> {
                assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(3);
                assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
                assertThat(body.path("ignore_eos").asBoolean()).isTrue();
                assertThat(body.path("messages").isArray()).isTrue();
            });
            assertThat(server.mostInFlight()).isLessThanOrEqualTo(2);
        }
        JsonNode json = new ObjectMapper().readTree(Files.readString(file));
        assertThat(names(json)).isEqualTo(expectedKeys());
        assertThat(json.path("num_prompts").asInt()).isEqualTo(6);
        assertThat(json.path("completed").asInt()).isEqualTo(6);
        assertThat(json.path("request_rate").asDouble()).isEqualTo(200);
        assertThat(json.path("burstiness").asText()).isEqualTo("inf");
        assertThat(json.path("max_concurrency").asInt()).isEqualTo(2);
        assertThat(json.path("total_input_tokens").asInt()).isEqualTo(6 * 12);
        assertThat(json.path("total_output_tokens").asInt()).isEqualTo(6 * 3);
        assertThat(json.path("backend").asText()).isEqualTo("openai-chat");
        assertThat(json.path("label").asText()).isEqualTo("nightly");
        assertThat(json.path("gpu").asText()).isEqualTo("none");
        assertThat(json.path("request_goodput").asDouble())
                .isEqualTo(json.path("request_throughput").asDouble());
    }

    private static List<String> expectedLabels() {
        List<String> labels = new ArrayList<>(LABELS);
        for (int i = 0; i < TITLES.size(); i++) {
            String name = Metric.values()[i].name();
            labels.addAll(List.of(
                    TITLES.get(i), "Mean " + name + " (ms):", "Median " + name + " (ms):", "P99 " + name + " (ms):"));
        }
        return labels;
    }

    private static Set<String> expectedKeys() {
        Set<String> keys = new TreeSet<>(List.of(KEYS.split(" ")));
        for (String metric : List.of("ttft", "tpot", "itl", "e2el", "intended_ttft", "intended_e2el")) {
            for (String number : List.of("mean", "median", "std", "p99")) {
                keys.add(number + "_" + metric + "_ms");
            }
        }
        return keys;
    }

    private static Set<String> names(JsonNode json) {
        Set<String> names = new TreeSet<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** What stands before the numbers, and titles without their edges. */
    private static List<String> labels(String table) {
        return table.lines()
                .map(line -> line.contains(":")
                        ? line.substring(0, line.indexOf(':') + 1)
                        : line.replaceAll("^[-=]+|[-=]+$", "").strip())
                .toList();
    }

    private static String run(String arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream usual = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            StringWriter errors = new StringWriter();
            int status = new CommandLine(new ServeCommand())
                    .setErr(new PrintWriter(errors))
                    .execute(arguments.split(" "));
            assertThat(status).as(errors.toString()).isZero();
        } finally {
            System.setOut(usual);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
