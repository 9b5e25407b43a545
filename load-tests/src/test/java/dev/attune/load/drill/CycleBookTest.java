package dev.attune.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CycleBookTest {
    @Test
    void readsPlansAndOutcomesWhereAServerHasThem(@TempDir Path data) throws IOException {
        write(data, "replays/000002/plan.json", "{\"number\":1}");
        write(data, "cycles/000002/plan.json", "{\"number\":2,\"judgements\":9,\"newJudgements\":4,\"digest\":\"d\"}");
        write(data, "cycles/000001/plan.json", "{\"number\":1,\"judgements\":5,\"newJudgements\":5}");
        write(data, "cycles/000001/outcome.json", "{\"result\":\"published\",\"version\":2}");
        assertThat(CycleBook.all(data))
                .containsExactly(new CycleBook(1, 5, 5, "published"), new CycleBook(2, 9, 4, "open"));
    }

    private static void write(Path data, String name, String json) throws IOException {
        Path file = data.resolve("policy/0f1e/training").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, json);
    }
}
