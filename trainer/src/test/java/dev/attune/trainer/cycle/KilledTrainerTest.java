package dev.attune.trainer.cycle;

import static dev.attune.trainer.cycle.FeedbackWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.feedback.redis.Erasure;
import dev.attune.feedback.redis.FeedbackHistory;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.Retention;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingEvent;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.trainer.report.ConsoleProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trainers in processes of their own, killed as nothing can be done against, or with a disk that is full. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no shell with ulimit")
class KilledTrainerTest {
    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final int EACH = 40;

    private final Path store;
    private final List<Process> children = new ArrayList<>();

    KilledTrainerTest(@TempDir Path folder) {
        this.store = folder.resolve("store");
    }

    @Test
    void noJudgementIsUsedTwiceOrLostHoweverOftenTheTrainerIsKilled() throws Exception {
        try (FeedbackWorld world = new FeedbackWorld();
                FeedbackRedis redis = world.open("k")) {
            CheckpointStore versions = CheckpointStore.at(store);
            LoopBench.serveBase(versions, store);
            Random random = new Random(7);
            int judged = 60;
            FeedbackWorld.judge(redis, 0, judged);
            for (int kill = 0; kill < KILLS; kill++) {
                Process child = start(world, "k", store, "");
                awaitAlive(redis, child);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(700)));
                child.destroyForcibly().waitFor();
                FeedbackWorld.judge(redis, judged, judged + EACH);
                judged += EACH;
            }
            Process last = start(world, "k", store, "");
            int all = judged;
            await(
                    redis,
                    last,
                    status -> status.state() == TrainingState.IDLE
                            && status.evidence().getOrDefault("judgements", 0L) == all
                            && status.evidence().getOrDefault("judgements_new", -1L) < 20);
            last.destroyForcibly().waitFor();

            assertEveryJudgementCountedOnce(versions, all, get(new TrainingBoard(redis).status()));
            assertMadeAgain(versions, redis);
        }
    }

    /** The arrays are the engine's own, so what refuses them is the kernel. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "no other kernel counts what lies beside the heap")
    void aStageThatWantsMoreMemoryThanTheLimitEndsTheTrainerWithOneLineAndALaterOneGoesOn() throws Exception {
        try (FeedbackWorld world = new FeedbackWorld();
                FeedbackRedis redis = world.open("m")) {
            CheckpointStore versions = CheckpointStore.at(store);
            LoopBench.serveBase(versions, store);
            FeedbackWorld.judge(redis, 0, 60);
            Process small = start(world, "m", store, TrainerChild.SMALL);
            assertThat(small.waitFor(2, TimeUnit.MINUTES)).isTrue();
            TrainingStatus status = get(new TrainingBoard(redis).status());
            assertThat(status.state()).isEqualTo(TrainingState.FAILED);
            assertThat(status.message())
                    .isEqualTo("cycle 1 failed: out of memory: 600 MB is all it may take (training.memory-mb)");
            assertThat(versions.versions()).containsExactly(1L);

            Process roomy = start(world, "m", store, "");
            await(redis, roomy, later -> later.message().contains("published version 2"));
            roomy.destroyForcibly().waitFor();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "there is no prlimit")
    void aDiskThatIsFullOrFillsWhilePublishingFailsTheCycleAndALaterTrainerEndsIt() throws Exception {
        try (FeedbackWorld world = new FeedbackWorld();
                FeedbackRedis redis = world.open("d")) {
            CheckpointStore versions = CheckpointStore.at(store);
            LoopBench.serveBase(versions, store);
            FeedbackWorld.judge(redis, 0, 60);
            Process full = start(world, "d", store, TrainerChild.FULL);
            await(redis, full, status -> status.state() == TrainingState.FAILED);
            full.destroyForcibly().waitFor();
            assertThat(get(new TrainingBoard(redis).status()).message())
                    .startsWith("cycle 1 failed: ")
                    .contains("File too large");
            assertThat(versions.versions()).containsExactly(1L);

            Process filling = start(world, "d", store, TrainerChild.FILLS);
            await(filling, () -> get(new TrainingBoard(redis).newest(200)).stream()
                    .map(told -> told.event())
                    .anyMatch(event -> event.kind() == TrainingEvent.Kind.FAILED
                            && event.message()
                                    .startsWith("cycle 1 failed: " + store + ": cannot take a new generation: ")
                            && event.message().endsWith("File too large")));
            filling.destroyForcibly().waitFor();
            assertThat(versions.versions()).containsExactly(1L);
            assertThat(versions.served().read().orElseThrow().current()).isEqualTo(1);

            Process roomy = start(world, "d", store, "");
            await(redis, roomy, status -> status.message().contains("published version 2"));
            roomy.destroyForcibly().waitFor();
            assertThat(versions.versions()).containsExactly(1L, 2L);
            assertThat(versions.open(2)
                            .manifest()
                            .details()
                            .at("/data/judgements")
                            .asInt())
                    .isEqualTo(60);
        }
    }

    /** None of them may be left over when a test fails. */
    @AfterEach
    void endAll() {
        children.forEach(Process::destroyForcibly);
    }

    private Process start(FeedbackWorld world, String space, Path folder, String limit) throws IOException {
        Process child = TrainerChild.start(world.server.uri(), space, folder, limit);
        children.add(child);
        return child;
    }

    private void assertEveryJudgementCountedOnce(CheckpointStore versions, int all, TrainingStatus status) {
        List<Generation> made = new ArrayList<>();
        for (CycleFolder folder : new CycleFolders(store.resolve("training/cycles")).all()) {
            folder.outcome().filter(outcome -> outcome.version() > 0).ifPresent(outcome -> versions.madeBy(details ->
                            details.path("cycle").asLong() == folder.plan().number())
                    .ifPresent(made::add));
        }
        long used = new CycleFolders(store.resolve("training/cycles"))
                .all().stream()
                        .filter(folder ->
                                folder.outcome().filter(o -> o.version() > 0).isPresent())
                        .mapToLong(folder -> folder.plan().newJudgements())
                        .sum();
        assertThat(used + status.evidence().getOrDefault("judgements_new", -1L)).isEqualTo(all);
        assertThat(made)
                .extracting(one -> one.manifest().details().path("cycle").asLong())
                .doesNotHaveDuplicates();
        assertThat(versions.served().read().orElseThrow().current())
                .isEqualTo(versions.latest().orElseThrow().version());
    }

    /** The weights that came of killed trainers are those of one that nobody disturbed. */
    private void assertMadeAgain(CheckpointStore versions, FeedbackRedis redis) {
        RedisEvidence evidence = new RedisEvidence(
                new FeedbackHistory(redis), new Patience(Duration.ofSeconds(10), Duration.ofMillis(50)), () -> false);
        Assembly assembly = LoopBench.config(store).assembly(evidence);
        Replay replay = new Replay(versions, store.resolve("training"), assembly, config -> new SmallStages());
        Generation made = versions.latest().orElseThrow();
        assertThat(replay.of(made, new Announcer.Ears(ConsoleProgress.standard(), event -> {}, () -> false))
                        .isSame())
                .isTrue();
        assertThat(get(new Erasure(redis, Retention.DEFAULT, Duration.ofSeconds(5), Clock.systemUTC())
                        .versionsThatLearnedFrom("person-4")))
                .contains(made.version());
    }

    private void awaitAlive(FeedbackRedis redis, Process child) throws IOException {
        long before = get(new TrainingBoard(redis).newest(1)).size();
        String fence = fence(redis);
        await(
                child,
                () -> !fence(redis).equals(fence)
                        || get(new TrainingBoard(redis).newest(1)).size() > before);
    }

    private static String fence(FeedbackRedis redis) {
        return get(dev.attune.feedback.redis.TrainerLease.holder(redis))
                .map(holder -> Long.toString(holder.fence()))
                .orElse("");
    }

    private void await(FeedbackRedis redis, Process child, Predicate<TrainingStatus> condition) throws IOException {
        await(child, () -> condition.test(get(new TrainingBoard(redis).status())));
    }

    private void await(Process child, java.util.function.BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(child.isAlive() && System.nanoTime() < deadline)
                    .as(Files.readString(Path.of(store + ".log")))
                    .isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
