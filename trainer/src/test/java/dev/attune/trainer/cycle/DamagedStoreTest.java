package dev.attune.trainer.cycle;

import static dev.attune.trainer.cycle.FeedbackWorld.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.trainer.gate.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are damaged or gone in mid-cycle: the state names them, and nothing is learned from them. */
class DamagedStoreTest {
    private final LoopBench bench;

    DamagedStoreTest(@TempDir Path root) {
        bench = new LoopBench(root);
    }

    @AfterEach
    void close() {
        bench.close();
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
    void aStageThatWasDamagedOnDiskIsNamedAndMadeAnew() {
        FeedbackWorld.judge(bench.redis, 0, 60);
        AtomicBoolean halt = new AtomicBoolean();
        bench.stages.moment = (stage, step) -> halt.set(stage.equals("policy") && step == 3);
        bench.runUntil("halted", halt);
        Path reward = bench.root.resolve("training/cycles/000001/reward/model.safetensors");
        LoopBench.damage(reward);

        bench.stages.moment = (stage, step) -> {};
        bench.stages.asked.clear();
        bench.runUntil("published version 2");

        assertThat(bench.notes)
                .contains(
                        "cycle 1 failed: " + reward + ": is damaged, it has another SHA-256 than when it was written");
        assertThat(bench.stages.asked).containsExactly("reward-TRAIN", "policy", "reward-VALIDATION");
        assertThat(bench.store
                        .latest()
                        .orElseThrow()
                        .manifest()
                        .details()
                        .at("/data/judgements")
                        .asInt())
                .isEqualTo(60);
    }

    @Test
    void whatIsServedMayBeDeletedUnderACycleAndPeopleAreToldUntilAnotherIsServed() throws Exception {
        FeedbackWorld.judge(bench.redis, 0, 60);
        Generation served = bench.store.open(1);
        Generation other = bench.store.publish(
                served, JsonNodeFactory.instance.objectNode(), folder -> SmallStages.SHAPE.write(folder, 8));
        bench.stages.moment = (stage, step) -> {
            if (stage.equals("policy") && step == 2 && Files.exists(served.dir())) {
                LoopBench.delete(served.dir());
            }
        };
        String gone = bench.root + ": has no generation 1";
        bench.runUntil(gone, new AtomicBoolean());
        assertThat(bench.notes).contains("cycle 1 failed: " + gone);
        assertThat(get(bench.board.status()).state()).isEqualTo(TrainingState.FAILED);
        bench.run(gone::equals);
        assertThat(get(bench.board.status()).message()).isEqualTo(gone);
        assertThat(get(bench.board.status()).state()).isEqualTo(TrainingState.FAILED);

        bench.store.served().promote(other.version(), "ann", "the other one is gone");
        bench.runUntil("published version 3");
        Generation made = bench.store.latest().orElseThrow();
        assertThat(made.manifest().details().at("/data/judgements").asInt()).isEqualTo(60);
        assertThat(made.manifest().parent())
                .extracting(parent -> parent.version())
                .isEqualTo(2L);
    }

    @Test
    void aDamagedPlanIsNamedForAsLongAsItLiesThere() throws Exception {
        FeedbackWorld.judge(bench.redis, 0, 60);
        AtomicBoolean halt = new AtomicBoolean();
        bench.stages.moment = (stage, step) -> halt.set(stage.equals("policy") && step == 3);
        bench.runUntil("halted", halt);
        Path plan = bench.root.resolve("training/cycles/000001/plan.json");
        Files.writeString(plan, "{");
        bench.stages.moment = (stage, step) -> {};
        bench.runUntil(plan + ": is damaged");
        assertThat(get(bench.board.status()).state()).isEqualTo(TrainingState.FAILED);

        Files.delete(plan);
        bench.runUntil("published version 2");
    }

    @Test
    void aDamagedCountOfWhatWasReadIsSaidBeforeTheTrainerEnds() throws Exception {
        Path intake = bench.root.resolve("training/intake.json");
        Files.writeString(intake, "{");
        Trainer trainer = new Trainer(
                LoopBench.config(bench.root),
                bench.redis,
                bench.stages,
                new TrainerLoop.Surroundings(
                        (candidate, heldOut, judge) -> Verdict.of(List.of()), LoopBench.quiet(), () -> false));
        assertThatThrownBy(() -> trainer.run("test", Duration.ofSeconds(30)))
                .isInstanceOf(CycleException.class)
                .hasMessageStartingWith(intake + ": is no intake");
        TrainingStatus said = get(bench.board.status());
        assertThat(said.state()).isEqualTo(TrainingState.FAILED);
        assertThat(said.message()).startsWith(intake + ": is no intake");
    }
}
