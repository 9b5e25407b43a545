package dev.attune.trainer.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.training.LeaseLostException;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another trainer takes over at one moment or another: from there on this one writes nothing. */
class LostLeaseTest {
    private final LoopBench bench;
    private final List<TrainerLease> thieves = new ArrayList<>();
    private final SortedMap<String, Integer> thereThen = new TreeMap<>();

    LostLeaseTest(@TempDir Path root) {
        bench = new LoopBench(root);
        FeedbackWorld.judge(bench.redis, 0, 60);
    }

    @AfterEach
    void close() {
        thieves.forEach(TrainerLease::close);
        bench.close();
    }

    @Test
    void inTheMiddleOfAStage() {
        bench.stages.moment = (stage, step) -> stolenIf(stage.equals("policy") && step == 2);
        assertStopsAtOnce(note -> false);
        assertThat(bench.root.resolve("training/cycles/000001/policy.work/checkpoints/step-1"))
                .exists();
    }

    @Test
    void whileAStageEnds() {
        bench.stages.moment = (stage, step) -> stolenIf(stage.equals("policy") && step == 5);
        assertStopsAtOnce(note -> false);
        assertThat(bench.root.resolve("training/cycles/000001/policy")).doesNotExist();
    }

    /** Say because the other one renamed what this one wrote in. */
    @Test
    void whileAStageFails() {
        bench.stages.moment = (stage, step) -> {
            if (stage.equals("policy") && step == 2) {
                stolenIf(true);
                throw new TrainerException("a file is gone");
            }
        };
        assertStopsAtOnce(note -> false);
    }

    @Test
    void whileTheGateJudges() {
        bench.judging = () -> stolenIf(true);
        assertStopsAtOnce(note -> false);
        assertThat(bench.root.resolve("training/cycles/000001/verdict.json")).doesNotExist();
    }

    @Test
    void beforeTheVersionIsOffered() {
        assertStopsAtOnce(note -> note.endsWith("published version 2"));
        assertThat(bench.store.versions()).containsExactly(1L, 2L);
        assertThat(bench.store.served().read().orElseThrow().current()).isEqualTo(1);
    }

    @Test
    void beforeOldVersionsAreDeleted() {
        for (int cycle = 1; cycle < 3; cycle++) {
            bench.runUntil("published version " + (cycle + 1));
            FeedbackWorld.judge(bench.redis, 60 * cycle, 60 * cycle + 60);
        }
        // Said once when it is published, and once more when the cycle has ended.
        AtomicInteger said = new AtomicInteger();
        assertStopsAtOnce(note -> note.equals("cycle 3: published version 4") && said.incrementAndGet() == 2);
        assertThat(bench.store.versions()).as("two are kept usually").containsExactly(1L, 2L, 3L, 4L);
        assertThat(bench.store.served().read().orElseThrow().current()).isEqualTo(4);
    }

    @Test
    void whileTheVersionIsWritten() {
        Publisher publisher = new Publisher(bench.store, () -> {
            throw new LeaseLostException("another trainer has it");
        });
        CyclePlan plan = new CyclePlan(
                1, 1, 1, false, 0, 1, "1-0", List.of(), 1, 1, "digest", JsonNodeFactory.instance.objectNode());
        assertThatThrownBy(() -> publisher.publish(
                        plan,
                        JsonNodeFactory.instance.objectNode(),
                        bench.store.open(1).dir()))
                .isInstanceOf(LeaseLostException.class);
        assertThat(bench.store.versions()).containsExactly(1L);
        assertThat(bench.root.toFile().list()).noneMatch(name -> name.startsWith(".writing"));

        new Publisher(bench.store, () -> {})
                .publish(
                        plan,
                        JsonNodeFactory.instance.objectNode(),
                        bench.store.open(1).dir());
        assertThat(bench.store.versions()).containsExactly(1L, 2L);
        assertThat(bench.root.resolve("pins/000001"))
                .as("what later versions are measured against")
                .exists();
    }

    private void assertStopsAtOnce(Predicate<String> theft) {
        assertThatThrownBy(() -> bench.run(note -> {
                    stolenIf(theft.test(note));
                    return false;
                }))
                .isInstanceOf(LeaseLostException.class);
        assertThat(thieves).isNotEmpty();
        assertThat(files()).isEqualTo(thereThen);
    }

    private void stolenIf(boolean now) {
        if (now && thieves.isEmpty()) {
            thieves.add(bench.steal());
            thereThen.putAll(files());
        }
    }

    /** Every file of the store with a number that stands for its bytes. */
    private SortedMap<String, Integer> files() {
        SortedMap<String, Integer> files = new TreeMap<>();
        try (var walk = Files.walk(bench.root)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files.put(bench.root.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
