package dev.attune.trainer.cycle;

import static dev.attune.trainer.cycle.FeedbackWorld.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.feedback.Comparison;
import dev.attune.feedback.redis.FeedbackLog;
import dev.attune.feedback.training.TrainingEvent.Kind;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import dev.attune.serving.GreedyProbe;
import dev.attune.serving.checkpoint.Generation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerLoopTest {
    private final LoopBench bench;

    TrainerLoopTest(@TempDir Path root) {
        bench = new LoopBench(root);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void judgementsBecomeAVersionThatIsServed() throws Exception {
        FeedbackWorld.judge(bench.redis, 0, 60);
        bench.runUntil("published");

        Generation made = bench.store.latest().orElseThrow();
        assertThat(bench.store.served().read().orElseThrow().current()).isEqualTo(made.version());
        assertThat(made.manifest().parent())
                .extracting(parent -> parent.version())
                .isEqualTo(1L);
        var details = made.manifest().details();
        assertThat(details.at("/data/judgements").asInt()).isEqualTo(60);
        assertThat(details.at("/data/digest").asText()).hasSize(64);
        assertThat(details.at("/verdict/accepted").asBoolean()).isTrue();
        assertThat(details.at("/config/steps").asInt()).isEqualTo(5);
        assertThat(details.path("seed").asLong()).as("the first cycle's").isEqualTo(12);
        assertThat(details.path("metrics").properties())
                .extracting(metric -> metric.getKey() + " " + metric.getValue())
                .containsExactlyInAnyOrder(
                        "loss/reward-TRAIN 0.2", "loss/policy 0.2", "judge/loss/reward-VALIDATION 0.2");
        assertThat(GreedyProbe.of(details)).isEqualTo(SmallStages.PROBE);
        assertThat(details.at("/examples/train/pairs").asInt()).isPositive();
        assertThat(get(bench.erasure().versionsThatLearnedFrom("person-7"))).containsExactly(made.version());
        assertThat(bench.stages.asked).containsExactly("reward-TRAIN", "policy", "reward-VALIDATION");
        TrainingStatus status = get(bench.board.status());
        assertThat(status.state()).isEqualTo(TrainingState.IDLE);
        assertThat(status.verdict()).isEqualTo("accepted");
        assertThat(status.evidence()).containsEntry("judgements", 60L).containsEntry("judgements_new", 0L);
        assertThat(get(bench.board.newest(100)))
                .extracting(told -> told.event().kind())
                .contains(Kind.STAGE, Kind.STEP, Kind.VERDICT, Kind.SAMPLES, Kind.PUBLISHED);
        LoopBench.assertNoWordsUnder(bench.root);
    }

    @Test
    void tooLittleFeedbackIsSaidAndWaitedFor() {
        FeedbackWorld.judge(bench.redis, 0, 20);
        bench.runUntil("not enough feedback");

        assertThat(get(bench.board.status()).message()).contains(" of 20 comparisons of answers");
        assertThat(get(bench.board.status()).state()).isEqualTo(TrainingState.IDLE);
        assertThat(bench.stages.asked).isEmpty();
    }

    @Test
    void somebodyAloneIsToldHowManyPeopleItTakes() {
        FeedbackWorld.judge(bench.redis, 0, 3);
        bench.runUntil("waiting for feedback of several people");
        FeedbackWorld.judge(bench.redis, 3, 60, i -> "person-0", i -> Comparison.Outcome.FIRST);
        bench.runUntil("not enough feedback");
        assertThat(get(bench.board.status()).message())
                .startsWith("not enough feedback: needs feedback of more people: of 3 so far ")
                .contains(" to be asked; ");

        get(bench.erasure().erase("person-1"));
        get(bench.erasure().erase("person-2"));
        get(bench.board.start());
        bench.runUntil("at least 3 people");
        assertThat(get(bench.board.status()).message())
                .startsWith("not enough feedback: needs feedback of at least 3 people, has that of 1; ");
        assertThat(bench.stages.asked).isEmpty();
    }

    @Test
    void whatIsMissingStaysSaidUntilMoreComes() {
        FeedbackWorld.judge(bench.redis, 0, 3);
        get(bench.board.start());
        AtomicBoolean halt = new AtomicBoolean();
        Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
        bench.run(
                note -> {
                    if (note.startsWith("not enough feedback")) {
                        later.execute(() -> halt.set(true));
                    }
                    return false;
                },
                halt);
        assertThat(get(bench.board.status()).message())
                .startsWith("not enough feedback: ")
                .contains(" of 20 comparisons of answers");
    }

    @Test
    void afterAWhileFewerJudgementsAreEnough() {
        bench.due = new DueRules(100, 20, Duration.ofHours(1), 20, 3, 2, 20, false, LoopBench.SOON);
        FeedbackWorld.judge(bench.redis, 0, 60);
        bench.runUntil("published version 2");
        FeedbackWorld.judge(bench.redis, 60, 90);
        bench.runUntil(Need.WAITING);
        assertThat(get(bench.board.status()).evidence())
                .containsEntry("judgements_new", 30L)
                .containsEntry("judgements_due", 100L);
        assertThat(bench.store.versions()).containsExactly(1L, 2L);

        CycleFolder first = new CycleFolder(bench.root.resolve("training/cycles/000001"));
        CycleFolder.Outcome ended = first.outcome().orElseThrow();
        long anHourAgo = ended.atMs() - Duration.ofHours(1).toMillis();
        first.write(new CycleFolder.Outcome(ended.result(), ended.version(), ended.reason(), anHourAgo));
        bench.runUntil("published version 3");
        assertThat(bench.store.versions()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void anEntryThatKillsTheTrainerEachTimeIsSetAsideWithTheReason() {
        FeedbackWorld.judge(bench.redis, 0, 2);
        FeedbackLog dying =
                new FeedbackLog(bench.redis, new FeedbackLog.Settings("trainer", "trainer", Duration.ZERO, 1_000));
        String poison = get(dying.read(10)).get(0).id();
        for (int death = 2; death <= TrainerLoop.MOST_DELIVERIES; death++) {
            assertThat(get(dying.read(10))).extracting(FeedbackLog.Entry::id).containsExactly(poison);
        }
        bench.runUntil("waiting for feedback");

        assertThat(get(dying.aside(10))).isEqualTo(Map.of(poison, "delivered 25 times and never done"));
        assertThat(get(bench.board.status()).evidence()).containsEntry("judgements", 1L);
    }

    @Test
    void aRefusedCandidateIsKeptWithTheReasonAndNothingElseChanges() {
        bench.accepts = false;
        FeedbackWorld.judge(bench.redis, 0, 60);
        bench.runUntil("was refused");

        assertThat(bench.store.versions()).containsExactly(1L);
        assertThat(bench.store.served().read().orElseThrow().current()).isEqualTo(1);
        Generation refused = bench.store
                .madeBy(details -> details.path("cycle").asInt() == 1)
                .orElseThrow();
        assertThat(refused.dir())
                .hasToString(bench.root.resolve("rejected/000002").toString());
        assertThat(refused.manifest().details().at("/verdict/checks/0/sentence").asText())
                .isEqualTo("the judge did not like it");
        assertThat(get(bench.board.status()).verdict()).isEqualTo("refused: the judge did not like it");
    }

    @Test
    void pauseHoldsACycleAndResumeGoesOn() {
        FeedbackWorld.judge(bench.redis, 0, 60);
        AtomicBoolean paused = new AtomicBoolean();
        bench.stages.moment = (stage, step) -> {
            if (stage.equals("policy") && step == 2 && paused.compareAndSet(false, true)) {
                get(bench.board.pause());
            }
            LoopBench.pass();
        };
        AtomicInteger seen = new AtomicInteger();
        bench.run(note -> {
            if (note.equals("paused by a person") && seen.incrementAndGet() == 1) {
                assertThat(get(bench.board.status()).state()).isIn(TrainingState.PPO, TrainingState.PAUSED);
                get(bench.board.resume());
            }
            return note.contains("published version");
        });

        assertThat(seen).hasPositiveValue();
        assertThat(bench.store.versions()).containsExactly(1L, 2L);
    }

    @Test
    void stopGivesTheCycleUp() {
        FeedbackWorld.judge(bench.redis, 0, 60);
        bench.stages.moment = (stage, step) -> {
            if (stage.equals("policy") && step == 2) {
                get(bench.board.stop());
            }
            LoopBench.pass();
        };
        bench.runUntil("a person stopped it");

        assertThat(bench.store.versions()).containsExactly(1L);
        assertThat(Files.exists(bench.root.resolve("training/cycles/000001/policy.work")))
                .isFalse();
    }

    @Test
    void aVersionIsMadeAgainToTheBitFromItsManifest() {
        FeedbackWorld.judge(bench.redis, 0, 60);
        bench.runUntil("published");
        FeedbackWorld.judge(bench.redis, 60, 70);
        Generation made = bench.store.latest().orElseThrow();

        Replay replay =
                new Replay(bench.store, bench.root.resolve("training"), bench.assembly(), config -> new SmallStages());
        Replay.Result result = replay.of(made, new Announcer.Ears(LoopBench.quiet(), event -> {}, () -> false));
        assertThat(result.isSame()).isTrue();

        get(bench.erasure().erase("person-5"));
        assertThatThrownBy(() -> replay.of(made, new Announcer.Ears(LoopBench.quiet(), event -> {}, () -> false)))
                .isInstanceOf(CycleException.class)
                .hasMessageContaining("version 2 cannot be made again: its data has the digest");
    }

    @Test
    void versionsGoExceptTheNewestAndWhatPeopleJudged() {
        for (int cycle = 0; cycle < 4; cycle++) {
            FeedbackWorld.judge(bench.redis, cycle * 60, cycle * 60 + 60);
            bench.runUntil("published version " + (cycle + 2));
        }
        // Everybody judged answers of version 1; two of the others are kept.
        assertThat(bench.store.versions()).containsExactly(1L, 4L, 5L);
    }

    @Test
    void theReferenceIsMadeBeforeAnyPracticeAndStays() {
        for (int cycle = 0; cycle < 3; cycle++) {
            FeedbackWorld.judge(bench.redis, cycle * 60, cycle * 60 + 60);
            FeedbackWorld.demonstrate(bench.redis, cycle * 90, cycle * 90 + 90);
            bench.runUntil("published version " + (3 + cycle));
        }
        assertThat(bench.stages.fineTuned).containsExactly(bench.store.open(1).dir());
        Generation last = bench.store.open(5);
        assertThat(last.manifest().details().path("reference").asLong()).isEqualTo(2);
        assertThat(last.manifest().details().path("fine_tunes").asBoolean()).isFalse();
        assertThat(bench.root.resolve("pins/000002")).exists();

        Replay replay =
                new Replay(bench.store, bench.root.resolve("training"), bench.assembly(), config -> new SmallStages());
        Announcer.Ears ears = new Announcer.Ears(LoopBench.quiet(), event -> {}, () -> false);
        assertThat(replay.of(last, ears).isSame()).isTrue();
    }

    @Test
    void whatRefusedCandidatesWereMeasuredAgainstGoesWithTime() {
        bench.accepts = false;
        for (int cycle = 0; cycle < 3; cycle++) {
            FeedbackWorld.judge(bench.redis, cycle * 60, cycle * 60 + 60);
            FeedbackWorld.demonstrate(bench.redis, cycle * 90, cycle * 90 + 90);
            bench.accepts = cycle == 1;
            bench.runUntil("version " + (cycle == 2 ? 6 : 3 + 2 * cycle) + (bench.accepts ? "" : " was refused"));
        }
        // Of references 2 and 4 the accepted version 5 needs 4.
        assertThat(bench.store.versions()).containsExactly(1L, 4L, 5L);
        assertThat(bench.root.resolve("pins/000004")).exists();
        assertThat(bench.root.resolve("pins/000002")).doesNotExist();
    }
}
