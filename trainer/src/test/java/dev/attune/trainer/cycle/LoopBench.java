package dev.attune.trainer.cycle;

import static dev.attune.trainer.cycle.FeedbackWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.attune.feedback.hygiene.HygieneRules;
import dev.attune.feedback.redis.Erasure;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.Retention;
import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.trainer.gate.Finding;
import dev.attune.trainer.gate.Gate;
import dev.attune.trainer.gate.GateRules;
import dev.attune.trainer.gate.Verdict;
import dev.attune.trainer.report.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A trainer's loop with stages that learn nothing, on a real Redis and a real store. */
final class LoopBench implements AutoCloseable {
    static final Duration SOON = Duration.ofMillis(20);

    final FeedbackRedis redis;
    final TrainingBoard board;
    final Path root;
    final CheckpointStore store;
    final SmallStages stages = new SmallStages();
    final List<String> notes = new ArrayList<>();
    private final List<TrainerLease> leases = new ArrayList<>();
    boolean accepts = true;
    DueRules due = config(Path.of("")).due();
    /** Called while the gate is at work. */
    Runnable judging = () -> {};

    LoopBench(Path root) {
        this.root = root;
        redis = FeedbackWorld.shared().open(FeedbackWorld.space());
        board = new TrainingBoard(redis);
        store = CheckpointStore.at(root);
        serveBase(store, root);
    }

    @Override
    public void close() {
        redis.close();
    }

    /** The key of splits is a fixed one here, under which the 30 people fall 19, 7 and 4. */
    static void fixSecret(Path root) {
        try {
            Files.createDirectories(root.resolve("training"));
            byte[] key = new byte[32];
            key[0] = 5;
            Files.write(root.resolve("training/secret"), key);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Remembers what was said. */
    static Progress heard(List<String> notes) {
        return new Progress() {
            @Override
            public void note(String sentence) {
                notes.add(sentence);
            }

            @Override
            public void step(Pace pace) {}
        };
    }

    static void serveBase(CheckpointStore store, Path root) {
        fixSecret(root);
        var details = JsonNodeFactory.instance.objectNode().put("kind", "import");
        Generation base = store.publish(null, details, folder -> SmallStages.SHAPE.write(folder, 7));
        store.served().begin(base.version(), "test", "base");
    }

    static TrainerConfig config(Path root) {
        DueRules due = new DueRules(20, 20, Duration.ofHours(1), 20, 3, 2, 20, false, SOON);
        return new TrainerConfig(
                root,
                Optional.of(root.resolve("data")),
                due,
                HygieneRules.STANDARD,
                GateRules.STANDARD,
                2,
                1,
                11,
                Duration.ofSeconds(60),
                SOON,
                3);
    }

    void runUntil(String words) {
        runUntil(words, new AtomicBoolean());
    }

    void runUntil(String words, AtomicBoolean halt) {
        run(note -> note.contains(words), halt);
    }

    void run(java.util.function.Predicate<String> last) {
        run(last, new AtomicBoolean());
    }

    /** Until a sentence was said; fails after two minutes. */
    void run(java.util.function.Predicate<String> last, AtomicBoolean halt) {
        AtomicBoolean over = new AtomicBoolean();
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        Progress progress = new Progress() {
            @Override
            public void note(String sentence) {
                notes.add(sentence);
                if (last.test(sentence)) {
                    over.set(true);
                }
            }

            @Override
            public void step(Pace pace) {}
        };
        Gate gate = (candidate, heldOut, judge) -> {
            judging.run();
            return Verdict.of(List.of(new Finding("liked", accepts ? 1 : 0, 1, accepts, "the judge did not like it")));
        };
        try (TrainerLease lease = get(TrainerLease.take(redis, "test", Duration.ofSeconds(30)))
                        .lease()
                        .orElseThrow();
                TrainerLoop loop = new TrainerLoop(
                        config(root).with(due),
                        redis,
                        lease,
                        stages,
                        new TrainerLoop.Surroundings(gate, progress, () -> {
                            assertThat(System.nanoTime()).as("said: %s", notes).isLessThan(deadline);
                            return over.get() || halt.get();
                        }))) {
            leases.add(lease);
            loop.run();
        }
    }

    Assembly assembly() {
        RedisEvidence evidence = new RedisEvidence(
                new dev.attune.feedback.redis.FeedbackHistory(redis), new Patience(Duration.ZERO, SOON), () -> false);
        return config(root).assembly(evidence);
    }

    Erasure erasure() {
        return new Erasure(redis, Retention.DEFAULT, Duration.ofSeconds(20), Clock.systemUTC());
    }

    TrainerLease steal() {
        leases.get(leases.size() - 1).close();
        return get(TrainerLease.take(redis, "thief", Duration.ofMinutes(5)))
                .lease()
                .orElseThrow();
    }

    static void killRedis() {
        ProcessHandle.current()
                .descendants()
                .filter(child -> child.info()
                        .command()
                        .filter(name -> name.contains("redis"))
                        .isPresent())
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** What is awaited happens on another thread. */
    static void pass() {
        java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(60).toNanos());
    }

    static void delete(Path folder) {
        try {
            CycleFolder.delete(folder);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void damage(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void assertNoWordsUnder(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(text).as(file.toString()).doesNotContain(FeedbackWorld.WORD, "person-");
            }
        }
    }

    static Progress quiet() {
        return new Progress() {
            @Override
            public void note(String sentence) {}

            @Override
            public void step(Pace pace) {}
        };
    }
}
