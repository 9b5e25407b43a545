package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.trainer.corpus.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the world does wrong is one sentence on the terminal and a status that is not 0. */
final class MainTest {

    @TempDir
    private Path dir = Path.of(".");

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aPortInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fails("is in use", "serve", "--port", Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void anAddressThatOthersCouldReach() {
        fails("no keys are configured", "serve", "--host", "0.0.0.0");
    }

    @Test
    void aKeyNobodyKnows() {
        fails("Unknown configuration key http.prot", "serve", "--set", "http.prot=1");
    }

    @Test
    void aFolderThatIsNotThere() {
        fails(
                "There is no model folder",
                "serve",
                "--port",
                "0",
                "--data-dir",
                dir.toString(),
                "--model",
                dir.resolve("nowhere").toString());
    }

    @Test
    void aFolderThatIsNoModel() throws IOException {
        Files.writeString(dir.resolve("config.json"), "{}");
        fails(
                "holds neither model.safetensors",
                "serve",
                "--port",
                "0",
                "--data-dir",
                dir.toString(),
                "--model",
                dir.toString());
    }

    @Test
    void aCertificateThatIsNotThere() {
        String missing = dir.resolve("missing.pem").toString();
        fails("missing.pem cannot be read", "serve", "--port", "0", "--tls-cert", missing, "--tls-key", missing);
    }

    @Test
    void aVersionOfTlsThatIsTooOld() {
        fails("http.tls.min-version must be 1.2 or 1.3", "serve", "--port", "0", "--tls-min-version", "1.1");
    }

    @Test
    void anAddressThatIsNoRedis() {
        fails(
                "not a Redis address: 'http://nowhere'",
                "serve",
                "--port",
                "0",
                "--data-dir",
                dir.toString(),
                "--redis",
                "http://nowhere");
    }

    @Test
    void dataThatIsNotThere() {
        String missing = dir.resolve("missing.jsonl").toString();
        fails(
                "missing.jsonl",
                "train",
                "sft",
                "--data",
                missing,
                "--model",
                TinyServer.FOLDER,
                "--out",
                dir.toString());
    }

    @Test
    void trainingLeavesAModelThatAnswers() throws IOException {
        Path data = dir.resolve("conversations.jsonl");
        Files.writeString(
                data,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"},{\"role\":\"assistant\",\"content\":\"Hi.\"}]}\n");
        Path out = dir.resolve("taught");
        int status = Main.run(
                System.out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                "train",
                "sft",
                "--data",
                data.toString(),
                "--model",
                TinyServer.FOLDER,
                "--out",
                out.toString(),
                "--max-steps",
                "1",
                "--batch-tokens",
                "128",
                "--context",
                "64");
        assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
        try (GreedyAnswers answers = GreedyAnswers.open(RunningServer.config(Map.of("model.path", out.toString())))) {
            assertThat(answers.to(List.of(new Message("user", "Hello")))).isNotNull();
        }
    }

    private void fails(String words, String... args) {
        int status = Main.run(System.out, new PrintStream(err, true, StandardCharsets.UTF_8), args);
        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(status).isEqualTo(1);
        assertThat(said.lines()).as(said).hasSize(1);
        assertThat(said).contains(words);
    }
}
