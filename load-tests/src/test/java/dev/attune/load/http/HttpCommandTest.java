package dev.attune.load.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.client.FakeServer;
import dev.attune.load.shape.ShapeCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command, with a server that is not ours and an engine too small for its numbers to mean anything. */
final class HttpCommandTest {

    @Test
    void bothSidesDoTheSameWorkByTurns(@TempDir Path folder) throws Exception {
        String model = folder.resolve("model").toString();
        Path json = folder.resolve("numbers.json");
        assertThat(new CommandLine(new ShapeCommand()).execute("--like", "tiny", "--out", model))
                .isZero();
        try (FakeServer server = new FakeServer(1)) {
            assertThat(run("--base-url " + server.url() + " --model " + model
                            + " --streams 1,3 --tokens 5 --rounds 2 --idle 4 --warmup 1 --json " + json))
                    .isZero();
            // Three rounds of four single requests of four tokens, and two turns each of one and three of five.
            assertThat(server.requests()).hasSize(3 * (4 + 2 * (1 + 3)));
            assertThat(server.requests())
                    .filteredOn(body -> body.path("max_completion_tokens").asInt() == 5)
                    .hasSize(3 * 2 * (1 + 3));
            assertThat(server.mostInFlight()).isLessThanOrEqualTo(3);
        }
        JsonNode numbers = new ObjectMapper().readTree(json.toFile());
        assertThat(numbers.at("/idle/samples").asInt()).isEqualTo(8);
        assertThat(numbers.at("/idle/engine_p50").asDouble()).isPositive();
        // Four turns of three answers each.
        assertThat(numbers.at("/ttft/3/samples").asInt()).isEqualTo(12);
        assertThat(numbers.at("/ttft/3/engine_p99").asDouble()).isPositive();
        assertThat(numbers.at("/ttft/3/server_p50").asDouble()).isPositive();
        assertThat(numbers.at("/ttft/1/samples").asInt()).isEqualTo(4);
        assertThat(numbers.at("/engine_tok_s/3/median").asDouble()).isPositive();
        assertThat(numbers.at("/loss/1/samples").asInt()).isEqualTo(4);
        assertThat(numbers.has("others_busy")).isFalse();
    }

    @Test
    void oneServerMustBeNamed() {
        assertThat(run("--model nowhere")).isNotZero();
        assertThat(run("--model nowhere --base-url http://127.0.0.1:1 --server nowhere"))
                .isNotZero();
        assertThat(run("--base-url http://127.0.0.1:1")).isNotZero();
    }

    private static int run(String arguments) {
        return new CommandLine(new HttpCommand())
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments.split(" "));
    }
}
