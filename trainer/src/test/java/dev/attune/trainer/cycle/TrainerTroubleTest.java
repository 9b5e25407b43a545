package dev.attune.trainer.cycle;

import static dev.attune.trainer.cycle.FeedbackWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.feedback.Comparison;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.hygiene.HygieneRules;
import dev.attune.feedback.hygiene.Split;
import dev.attune.feedback.training.TrainingEvent.Kind;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.trainer.run.TrainerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in mid-cycle: the old version goes on, and the state says why. */
class TrainerTroubleTest {
    private final LoopBench bench;

    TrainerTroubleTest(@TempDir Path root) {
        bench = new LoopBench(root);
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
    void whyPracticeStoppedItselfStandsBesideTheVerdict() {
        bench.accepts = false;
        bench.stages.cord = Optional.of("iteration 2: objective/scores is NaN");
        FeedbackWorld.judge(bench.redis, 0, 60);
        bench.runUntil("was refused");

        String said =
                "refused: the judge did not like it; practice had stopped itself: iteration 2: objective/scores is NaN";
        assertThat(get(bench.board.status()).message()).isEqualTo("cycle 1: version 2 was " + said);
        assertThat(get(bench.board.status()).verdict()).isEqualTo(said);
        assertThat(bench.store
                        .read(2)
                        .manifest()
                        .details()
                        .path("stopped_itself")
                        .asText())
                .isEqualTo("iteration 2: objective/scores is NaN");
        assertThat(bench.store.served().read().orElseThrow().current()).isEqualTo(1);
    }

    @Test
    void somebodyWithHalfOfAllVotesHasATenthOfTheWeight() {
        FeedbackWorld.judge(bench.redis, 0, 60);
        FeedbackWorld.judge(bench.redis, 60, 120, i -> "person-4", i -> Comparison.Outcome.SECOND);
        List<Snapshot> taught = new ArrayList<>();
        bench.stages.taught = taught::add;
        bench.runUntil("published version 2");

        Snapshot data = taught.get(0);
        Map<String, Double> votes = new HashMap<>();
        data.of(Split.TRAIN, Example.Pair.class)
                .forEach(pair -> votes.merge(pair.origin().user(), 1.0, Double::sum));
        assertThat(share(votes)).isGreaterThan(0.5);
        votes.replaceAll((user, count) -> count * data.clean().weights().getOrDefault(user, 1.0));
        assertThat(share(votes)).isLessThanOrEqualTo(HygieneRules.STANDARD.userShare() + 1e-9);
    }

    private static double share(Map<String, Double> votes) {
        return Collections.max(votes.values())
                / votes.values().stream().mapToDouble(Double::doubleValue).sum();
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
    void aCycleOfOtherSettingsIsGivenUpAndBegunAnew() {
        FeedbackWorld.judge(bench.redis, 0, 60);
        AtomicBoolean halt = new AtomicBoolean();
        bench.stages.moment = (stage, step) -> halt.set(stage.equals("policy") && step == 3);
        bench.runUntil("halted", halt);

        bench.stages.moment = (stage, step) -> {};
        bench.stages.setting = "another";
        bench.runUntil("published version");

        assertThat(bench.notes).contains("cycle 1: its settings changed");
        assertThat(bench.store
                        .latest()
                        .orElseThrow()
                        .manifest()
                        .details()
                        .at("/config/setting")
                        .asText())
                .isEqualTo("another");
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
}
