package dev.attune.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
    private final Path file;

    MetricsLogTest(@TempDir Path folder) {
        this.file = folder.resolve("metrics.jsonl");
    }

    @BeforeEach
    void writeThreeSteps() {
        try (MetricsLog log = new MetricsLog(file, 1)) {
            for (int step = 1; step <= 3; step++) {
                log.write(step, Map.of("loss/train", step / 2.0));
            }
        }
    }

    @Test
    void writesOneObjectALine() throws Exception {
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"step\":1,\"loss/train\":0.5}",
                        "{\"step\":2,\"loss/train\":1.0}",
                        "{\"step\":3,\"loss/train\":1.5}");
    }

    @Test
    void resumingTakesBackTheStepsThatComeAgain() throws Exception {
        try (MetricsLog log = new MetricsLog(file, 2)) {
            log.write(2, Map.of("loss/train", 9.0));
        }
        assertThat(Files.readAllLines(file))
                .containsExactly("{\"step\":1,\"loss/train\":0.5}", "{\"step\":2,\"loss/train\":9.0}");
    }

    @Test
    void aLineThatAKillCutShortIsTakenOut() throws Exception {
        Files.writeString(file, "{\"step\":4,\"loss/tr", StandardOpenOption.APPEND);
        new MetricsLog(file, 4).close();
        assertThat(Files.readAllLines(file)).hasSize(3);
    }
}
