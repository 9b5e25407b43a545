package dev.attune.trainer.cycle;

import static dev.attune.trainer.cycle.FeedbackWorld.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.training.LeaseLostException;
import dev.attune.feedback.training.TrainingEvent.Kind;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.trainer.run.TrainerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in mid-cycle: the old version goes on, and the state says why. */
class TrainerTroubleTest {
    private static FeedbackWorld world;

    private final LoopBench bench;

    @BeforeAll
    static void start() {
        world = new FeedbackWorld();
    }

    @AfterAll
    static void end() {
        world.close();
    }

    TrainerTroubleTest(@TempDir Path root) {
        bench = new LoopBench(world, root);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aCycleThatWasHaltedGoesOnWhereItWas() {
        FeedbackWorld.judge(bench.redis, 0, 60);
        AtomicBoolean halt = new AtomicBoolean();
        bench.stages.moment = (stage, step) -> halt.set(stage.equals("policy") && step == 3);
        bench.runUntil("halted", halt);
        assertThat(bench.store.versions()).containsExactly(1L);

        bench.stages.asked.clear();
        List<String> steps = new ArrayList<>();
        bench.stages.moment = (stage, step) -> steps.add(stage + step);
        bench.runUntil("published");

        assertThat(bench.stages.asked).containsExactly("policy", "reward-VALIDATION");
        assertThat(steps).startsWith("policy3", "policy4", "policy5", "reward-VALIDATION1");
    }

    @Test
    void aLossThatIsNoNumberFailsTheCycleAndTheOldVersionStays() {
        FeedbackWorld.judge(bench.redis, 0, 60);
        bench.stages.moment = (stage, step) -> {
            if (stage.equals("policy") && step == 4) {
                throw new TrainerException("loss/policy_avg is NaN");
            }
        };
        AtomicInteger failed = new AtomicInteger();
        bench.run(note -> note.contains("failed: loss/policy_avg is NaN") && failed.incrementAndGet() == 3);

        TrainingStatus status = get(bench.board.status());
        assertThat(status.state()).isEqualTo(TrainingState.FAILED);
        assertThat(status.message()).isEqualTo("cycle 1 failed: loss/policy_avg is NaN");
        assertThat(bench.store.served().read().orElseThrow().current()).isEqualTo(1);
        assertThat(get(bench.board.newest(5)))
                .extracting(told -> told.event().kind())
                .contains(Kind.FAILED);
    }

    @Test
    void aDamagedParentFailsTheCycleNamingTheFile() throws Exception {
        FeedbackWorld.judge(bench.redis, 0, 60);
        Path weights = bench.store.open(1).dir().resolve("model.safetensors");
        bench.stages.moment = (stage, step) -> {
            if (stage.equals("policy") && step == 2) {
                LoopBench.damage(weights);
            }
        };
        bench.runUntil("cycle 1 failed: " + weights);

        assertThat(get(bench.board.status()).message()).contains("another SHA-256");
    }

    @Test
    void somebodyErasedInMidCycleIsInNoLaterStage() throws Exception {
        FeedbackWorld.judge(bench.redis, 0, 90);
        AtomicBoolean halt = new AtomicBoolean();
        bench.stages.moment = (stage, step) -> halt.set(stage.equals("policy") && step == 3);
        bench.runUntil("halted", halt);
        get(bench.erasure().erase("person-3"));

        bench.stages.moment = (stage, step) -> {};
        AtomicInteger published = new AtomicInteger();
        bench.run(note -> note.contains("published version") && published.incrementAndGet() == 1);

        assertThat(bench.notes).anyMatch(note -> note.contains("its data changed: somebody was erased"));
        Generation made = bench.store.latest().orElseThrow();
        assertThat(made.manifest().details().path("cycle").asInt()).isEqualTo(2);
        assertThat(get(bench.erasure().versionsThatLearnedFrom("person-3"))).isEmpty();
        assertThat(get(bench.erasure().versionsThatLearnedFrom("person-4"))).containsExactly(2L);
    }

    @Test
    void redisMayGoAwayInMidCycle() {
        FeedbackWorld.judge(bench.redis, 0, 60);
        AtomicInteger kills = new AtomicInteger();
        bench.stages.moment = (stage, step) -> {
            if (step == 3 && kills.incrementAndGet() <= 2) {
                LoopBench.killRedis();
            }
        };
        bench.runUntil("published version 2");

        assertThat(kills.get()).isGreaterThanOrEqualTo(2);
        assertThat(get(bench.erasure().versionsThatLearnedFrom("person-4"))).containsExactly(2L);
    }

    @Test
    void aTrainerThatLostItsLeaseStopsAndPublishesNothing() {
        FeedbackWorld.judge(bench.redis, 0, 60);
        List<TrainerLease> others = new ArrayList<>();
        bench.stages.moment = (stage, step) -> {
            if (stage.equals("reward-VALIDATION") && step == 5) {
                others.add(bench.steal());
            }
        };

        assertThatThrownBy(() -> bench.runUntil("published")).isInstanceOf(LeaseLostException.class);
        assertThat(bench.store.versions()).containsExactly(1L);
        others.forEach(TrainerLease::close);
    }
}
