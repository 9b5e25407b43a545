package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
                "--model",
                dir.resolve("nowhere").toString());
    }

    @Test
    void aFolderThatIsNoModel() throws IOException {
        Files.writeString(dir.resolve("config.json"), "{}");
        fails("holds neither model.safetensors", "serve", "--port", "0", "--model", dir.toString());
    }

    private void fails(String words, String... args) {
        int status = Main.run(new PrintStream(err, true, StandardCharsets.UTF_8), args);
        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(status).isEqualTo(1);
        assertThat(said.lines()).as(said).hasSize(1);
        assertThat(said).contains(words);
    }
}
