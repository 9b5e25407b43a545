package dev.attune.trainer.cycle;

import static dev.attune.trainer.cycle.FeedbackWorld.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.feedback.hygiene.Split;
import dev.attune.serving.checkpoint.Generation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cycles that learn from files of other people's feedback. */
class ImportedCycleTest {
    private final LoopBench bench;
    private final Path data;

    ImportedCycleTest(@TempDir Path root) {
        bench = new LoopBench(root);
        data = root.resolve("data");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void whatWasImportedIsSplitAndLearnedFromWithoutAnyJudgementOfOurs() throws Exception {
        List<String> names = List.of(
                FeedbackWorld.takeIn(data, "pairs", 60),
                FeedbackWorld.takeIn(data, "thumbs", 20),
                FeedbackWorld.takeIn(data, "demonstrations", 40));
        Snapshot snapshot = bench.assembly().upTo("0-0", names);
        for (Split split : Split.values()) {
            assertThat(snapshot.of(split)).isNotEmpty();
        }
        get(bench.board.start());
        bench.runUntil("published");

        Generation made = bench.store.latest().orElseThrow();
        assertThat(made.manifest().details().at("/data/imported"))
                .extracting(name -> name.asText())
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(bench.stages.asked).containsExactly("sft", "reward-TRAIN", "policy", "reward-VALIDATION");
        LoopBench.assertNoWordsUnder(bench.root.resolve("training"));
    }

    @Test
    void aVersionIsMadeAgainFromTheFilesItHadAndFromNoOthers() throws Exception {
        String name = FeedbackWorld.takeIn(data, "pairs", 60);
        get(bench.board.start());
        bench.runUntil("published");
        Generation made = bench.store.latest().orElseThrow();
        String digest = made.manifest().details().at("/data/digest").asText();
        assertThat(bench.assembly().upTo("0-0", List.of()).digest()).isNotEqualTo(digest);

        FeedbackWorld.takeIn(data, "thumbs", 20);
        Replay replay =
                new Replay(bench.store, bench.root.resolve("training"), bench.assembly(), config -> new SmallStages());
        Announcer.Ears ears = new Announcer.Ears(LoopBench.quiet(), event -> {}, () -> false);
        assertThat(replay.of(made, ears).isSame()).isTrue();

        Files.delete(data.resolve("imported").resolve(name));
        assertThatThrownBy(() -> replay.of(made, ears))
                .isInstanceOf(CycleException.class)
                .hasMessageContaining(name + ": there is no such file");
    }

    @Test
    void aPlanOfATrainerThatKnewNoImportsHasNone() throws Exception {
        assertThat(new ObjectMapper()
                        .readValue("{\"number\":3,\"through\":\"5-1\",\"digest\":\"d\"}", CyclePlan.class)
                        .imported())
                .isEmpty();
    }

    @Test
    void anImportMakesATrainerLookAgain() {
        FeedbackWorld.judge(bench.redis, 0, 20);
        bench.run(note -> {
            if (note.contains("not enough feedback")) {
                FeedbackWorld.takeIn(data, "pairs", 60);
            }
            return note.contains("published");
        });
        assertThat(bench.store.versions()).containsExactly(1L, 2L);
    }

    /** As when the trainer is killed while it reads: the start was answered by no cycle, so it stays asked. */
    @Test
    void aFileThatIsDamagedIsNamedAndTheStartWaitsForIt() throws Exception {
        String name = FeedbackWorld.takeIn(data, "pairs", 60);
        Path file = data.resolve("imported").resolve(name);
        String whole = Files.readString(file);
        Files.writeString(file, "no JSON\n");
        get(bench.board.start());
        bench.runUntil(file + ":1: not JSON");
        assertThat(get(bench.board.status()).message()).contains(name);

        Files.writeString(file, whole);
        bench.runUntil("published");
        assertThat(get(bench.board.control()).startAsked()).isFalse();
    }
}
