package dev.attune.serving.checkpoint.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {
    @Test
    void withoutATerminalEachFileIsOneLine() {
        assertThat(download(false)).isEqualToNormalizingNewlines("model.safetensors: 2.0 MB in 0.5 s\n");
    }

    @Test
    void onATerminalABarMoves() {
        assertThat(download(true))
                .contains(
                        "\r\033[Kmodel.safetensors [===============               ] 1.0 MB of 2.0 MB, 1.0 MB/s, 1 s left")
                .doesNotContain("0.5 MB");
    }

    private static String download(boolean terminal) {
        long[] now = {0};
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ConsoleProgress progress =
                new ConsoleProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, () -> now[0]);
        progress.begin("model.safetensors", 2_000_000);
        progress.advance("model.safetensors", 500_000, 2_000_000);
        now[0] += 500_000_000;
        progress.advance("model.safetensors", 1_000_000, 2_000_000);
        progress.end("model.safetensors", 2_000_000);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
