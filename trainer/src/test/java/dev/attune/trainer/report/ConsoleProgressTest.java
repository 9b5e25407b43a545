package dev.attune.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    private long nanos;

    @Test
    void aTerminalSeesOneLineRewritten() {
        ConsoleProgress progress = new ConsoleProgress(out, true, 10, () -> nanos);
        progress.step(pace(1));
        progress.step(pace(2));
        assertThat(text()).doesNotContain("\n").contains("\r", "step 2/3  loss 1.2500  4,000 tokens/s  1:01:01 left");
    }

    @Test
    void aNoteDoesNotRunIntoTheLine() {
        ConsoleProgress progress = new ConsoleProgress(out, true, 10, () -> nanos);
        progress.step(pace(1));
        progress.note("saved");
        assertThat(text()).endsWith("\r\033[2Ksaved" + System.lineSeparator());
    }

    @Test
    void aFileGetsALineEveryFewSecondsAndTheLastStep() {
        ConsoleProgress progress = new ConsoleProgress(out, false, 10, () -> nanos);
        progress.step(pace(1));
        nanos += 9_000_000_000L;
        progress.step(pace(2));
        assertThat(text().lines()).hasSize(1);
        progress.step(pace(3));
        assertThat(text().lines()).hasSize(2);
    }

    private static Progress.Pace pace(long step) {
        return new Progress.Pace(step, 3, 4000, 1.25, 4000, 3661);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
