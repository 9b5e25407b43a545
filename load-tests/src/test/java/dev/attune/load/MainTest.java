package dev.attune.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    /** The network is too small for its numbers to mean anything; what counts is that none is missing. */
    @Test
    void measuresAFolderThatItWrote(@TempDir Path folder) throws Exception {
        String model = folder.resolve("model").toString();
        Path json = folder.resolve("numbers.json");
        assertThat(run("bench", "shape", "--like", "tiny", "--out", model)).isZero();
        assertThat(run(
                        ("bench decode --weights float32 --batches 1,3 --context 40 --rounds 1 --seconds 0.001 --neighbour"
                                        + " --model " + model + " --json " + json)
                                .split(" ")))
                .isZero();

        JsonNode numbers = new ObjectMapper().readTree(json.toFile());
        assertThat(numbers.path("read_gb_s").asDouble()).isPositive();
        assertThat(numbers.path("prefill_tok_s").asDouble()).isPositive();
        assertThat(numbers.path("decode_tok_s").path("1").asDouble()).isPositive();
        assertThat(numbers.path("decode_tok_s").path("3").asDouble()).isPositive();
        assertThat(numbers.path("roofline_share").path("1").asDouble()).isPositive();
        assertThat(numbers.path("step_overhead").asDouble()).isBetween(0.0, 1.0);
        assertThat(numbers.path("neighbour").path("1").asDouble()).isPositive();
        // Embedding as output matrix, and per layer: query, key and value; out; gate and up; down.
        long matrices = 512 * 64 + 2 * (64 * 128 + 64 * 64 + 64 * 2 * 96 + 96 * 64);
        assertThat(numbers.path("bytes_per_step").asLong()).isEqualTo(4 * matrices);
    }

    @Test
    void saysInASentenceThatThereIsNoModel(@TempDir Path folder) {
        assertThat(run("bench", "decode", "--model", folder.toString())).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains(folder.toString())
                .hasLineCount(1);
    }

    @Test
    void saysInASentenceWhichFlagIsWrong(@TempDir Path folder) {
        assertThat(run("bench", "decode", "--model", folder.toString(), "--context", "3"))
                .isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("context must exceed 32, was 3");
    }

    @Test
    void saysInASentenceThatThereIsNoServer() {
        assertThat(run("bench", "serve", "--base-url", "http://127.0.0.1:1", "--model", "any"))
                .isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("http://127.0.0.1:1")
                .hasLineCount(1);
    }

    @Test
    void drillsTheGateOfADistributionAndKeepsItsVerdicts(@TempDir Path folder) throws IOException {
        assertThat(run("drill", "gate", "--server", folder.toString())).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("there is no bin/attune")
                .hasLineCount(1);
        Path program = folder.resolve("bin/attune");
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\necho \"{\\\"asked\\\":\\\"$1 $2 $3\\\"}\" > \"$4\"; exit 1\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path json = folder.resolve("verdicts.json");
        assertThat(run("drill", "gate", "--server", folder.toString(), "--json", json.toString()))
                .isEqualTo(1);
        assertThat(json).content().contains("\"asked\" : \"eval gate --json\"", "\"wall_s\"", "\"machine\"");
    }

    @Test
    void refusesWhatIsNoRateAndNoObjective() {
        assertThat(run("bench", "serve", "--request-rate", "fast")).isEqualTo(1);
        assertThat(run("bench", "serve", "--goodput", "itl:5")).isEqualTo(1);
        assertThat(run("bench", "serve", "--base-url", "https://example.org")).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("--request-rate must be a number or inf, was fast")
                .contains("--goodput must be of [ttft, tpot, e2el] with milliseconds, one was itl:5.0")
                .contains("--base-url must be http://HOST[:PORT], was https://example.org")
                .hasLineCount(3);
    }

    @Test
    void saysBeforeMeasuringThatTheNumbersHaveNoFolder(@TempDir Path folder) {
        String json = folder.resolve("missing/numbers.json").toString();
        assertThat(run("bench", "decode", "--model", folder.toString(), "--json", json))
                .isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains(json).hasLineCount(1);
    }

    private int run(String... arguments) {
        return Main.run(new PrintStream(errors, true, StandardCharsets.UTF_8), arguments);
    }
}
