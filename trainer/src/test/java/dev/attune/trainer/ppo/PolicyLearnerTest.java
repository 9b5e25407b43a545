package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.model.WeightForm;
import dev.attune.trainer.model.WithDropout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyLearnerTest {
    private static final PpoConfig CONFIG = ToyWorld.config(1);
    private final ToyWorld world;

    PolicyLearnerTest(@TempDir Path root) {
        this.world = new ToyWorld(root);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstStepSeesTheVeryPolicyThatAnswered(boolean halfProducts) {
        with(CONFIG.with(update(1, 1, 128, halfProducts)), learner -> {
            Experience experience = learner.draw(ToyWorld.prompts(), 1);
            Map<String, Double> metrics = learner.learn(experience, 0.05, 1, Optional.empty(), 1);
            assertThat(metrics.get("val/ratio")).isEqualTo(1);
            assertThat(metrics.get("val/ratio_var")).isEqualTo(0);
            assertThat(metrics.get("policy/approxkl_avg")).isEqualTo(0);
            assertThat(metrics.get("policy/clipfrac_avg")).isEqualTo(0);
        });
    }

    @Test
    void anUntouchedPolicyIsItsReferenceToTheBit() {
        with(CONFIG, learner -> {
            Experience experience = learner.draw(ToyWorld.prompts(), 1);
            for (int i = 0; i < experience.rollouts().size(); i++) {
                assertThat(experience.logRatios(i)).containsOnly(0);
            }
        });
    }

    @Test
    void theReferenceStaysWhatItIs() {
        with(CONFIG, learner -> {
            Experience before = learner.draw(ToyWorld.prompts(), 1);
            learner.learn(before, 0.05, 1, Optional.empty(), 1);
            Experience again = learner.drawFromReference(ToyWorld.prompts(), 1);
            assertThat(again.referenceLogprobs()).usingRecursiveComparison().isEqualTo(before.referenceLogprobs());
            assertThat(again.oldLogprobs().get(0))
                    .isNotEqualTo(before.oldLogprobs().get(0));
        });
    }

    @Test
    void aTokenCountsTheSameHoweverTheBatchIsCut() {
        // Batches of very different sizes: a mean of means would differ.
        Map<String, Double> whole = learned(update(1, 1, 4096, false));
        Map<String, Double> cut = learned(update(1, 1, 24, false));
        for (String metric : List.of("loss/policy_avg", "loss/value_avg", "grad_norm/policy", "grad_norm/value")) {
            assertThat(cut.get(metric)).isEqualTo(whole.get(metric), within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 32})
    void whatTheEngineDrawsIsWhatTheTrainingPassComputesAtEveryLength(int running) {
        // Prompts of 1 to 24 tokens, answers of up to 8 more, which is all the context; enough to keep every row busy.
        List<int[]> prompts = IntStream.range(0, 96)
                .mapToObj(i ->
                        new Random(i).ints(1 + i % 24, 3, ToyWorld.VOCABULARY).toArray())
                .toList();
        RolloutConfig rollouts = new RolloutConfig(96, 1, 8, running, -1, WeightForm.FLOAT32);
        with(world.asking("out", prompts), CONFIG.with(rollouts), learner -> {
            Experience experience = learner.draw(prompts, 1);
            assertThat(experience.rollouts()).hasSize(96).anyMatch(rollout -> rollout.ids().length >= 31);
            assertThat(new Observation(experience).metrics(0).get("rollout/logprob_gap"))
                    .isLessThan(Math.log(1.0005));
        });
    }

    @Test
    void dropoutInAConfigIsNotApplied() {
        Lessons without = lessons();
        WithDropout.in(world.folder);
        Lessons with = lessons();
        assertThat(with).usingRecursiveComparison().isEqualTo(without);
        assertThat(with.update().get("val/ratio")).isEqualTo(1);
    }

    /** What an iteration saw and did. */
    private record Lessons(List<double[]> policy, List<double[]> reference, Map<String, Double> update) {}

    private Lessons lessons() {
        List<Lessons> lessons = new ArrayList<>();
        with(CONFIG.with(update(1, 1, 128, false)), learner -> {
            Experience experience = learner.draw(ToyWorld.prompts(), 1);
            Map<String, Double> update = new TreeMap<>(learner.learn(experience, 0.05, 1, Optional.empty(), 1));
            update.keySet().removeIf(name -> name.startsWith("seconds/"));
            lessons.add(new Lessons(experience.oldLogprobs(), experience.referenceLogprobs(), update));
        });
        return lessons.get(0);
    }

    @Test
    void theEngineAnswersWithTheWeightsOfTheMoment() {
        with(CONFIG, learner -> {
            Experience experience = learner.draw(ToyWorld.prompts(), 1);
            learner.learn(experience, 0.05, 1, Optional.empty(), 1);
            Experience next = learner.draw(ToyWorld.prompts(), 1);
            assertThat(new Observation(next).metrics(0).get("rollout/logprob_gap"))
                    .isLessThan(Math.log(1.0005));
            assertThat(new Observation(next).kl()).isNotZero();
        });
    }

    @Test
    void sameSeedSameAnswers() {
        with(CONFIG, learner -> {
            List<Rollout> once = learner.draw(ToyWorld.prompts(), 1).rollouts();
            List<Rollout> again = learner.draw(ToyWorld.prompts(), 1).rollouts();
            List<Rollout> others = learner.draw(ToyWorld.prompts(), 2).rollouts();
            assertThat(again).usingRecursiveComparison().isEqualTo(once);
            assertThat(others).usingRecursiveComparison().isNotEqualTo(once);
        });
    }

    @Test
    void answersWithoutAnEndAreToldApartAndPaidLess() {
        with(CONFIG, learner -> {
            Experience experience = learner.draw(ToyWorld.prompts(), 1);
            for (int i = 0; i < experience.rollouts().size(); i++) {
                Rollout rollout = experience.rollouts().get(i);
                int[] ids = rollout.completionIds();
                assertThat(rollout.ended()).isEqualTo(ids[ids.length - 1] == ToyWorld.END);
                if (!rollout.ended()) {
                    assertThat(ids).hasSize(6);
                    assertThat(experience.scores()[i]).isEqualTo(-1);
                }
            }
            assertThat(experience.rollouts()).anyMatch(Rollout::ended).anyMatch(rollout -> !rollout.ended());
        });
    }

    @Test
    void aPolicyThatHasGoneTooFarLearnsNoMoreFromTheseAnswers() {
        UpdateConfig update = CONFIG.update();
        with(CONFIG.with(update(8, 2, 128, false, 1e-4)), learner -> {
            Experience experience = learner.draw(ToyWorld.prompts(), 1);
            Map<String, Double> metrics = learner.learn(experience, 0.05, 5, Optional.empty(), 1);
            assertThat(metrics.get("val/epochs")).isLessThan(8);
        });
        assertThat(update.maxApproxKl()).isGreaterThan(1e-4);
    }

    @Test
    void anIterationLeavesNoArrayBehind() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                PolicyLearner learner =
                        new PolicyLearner(world.task("out"), CONFIG, ToyWorld::liked, (PtNDManager) manager)) {
            List<Integer> alive = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                learner.learn(learner.draw(ToyWorld.prompts(), i), 0.05, 1, Optional.empty(), i);
                alive.add(manager.getManagedArrays().size()
                        + learner.policy().manager().getManagedArrays().size());
            }
            assertThat(alive.subList(1, 4)).containsOnly(alive.get(0));
        }
    }

    @Test
    void leaveOneOutMeasuresAgainstTheOthers() {
        assertThat(LeaveOneOut.againstOthers(new double[] {1, 2, 6, 0, 0, 3}, 3))
                .containsExactly(-3, -1.5, 4.5, -1.5, -1.5, 3);
    }

    private Map<String, Double> learned(UpdateConfig update) {
        List<Map<String, Double>> result = new ArrayList<>();
        with(CONFIG.with(update), learner -> {
            Experience experience = learner.draw(ToyWorld.prompts(), 1);
            result.add(learner.learn(experience, 0.05, 1, Optional.empty(), 1));
        });
        return result.get(0);
    }

    private void with(PpoConfig config, Consumer<PolicyLearner> test) {
        with(world.task("out"), config, test);
    }

    private static void with(PpoTask task, PpoConfig config, Consumer<PolicyLearner> test) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                PolicyLearner learner = new PolicyLearner(task, config, ToyWorld::liked, (PtNDManager) manager)) {
            test.accept(learner);
        }
    }

    private static UpdateConfig update(int epochs, int minibatches, int batchTokens, boolean halfProducts) {
        return update(epochs, minibatches, batchTokens, halfProducts, 1);
    }

    private static UpdateConfig update(
            int epochs, int minibatches, int batchTokens, boolean halfProducts, double maxApproxKl) {
        UpdateConfig like = CONFIG.update();
        return new UpdateConfig(
                epochs,
                minibatches,
                0.2,
                0.2,
                1,
                0.95,
                like.rate(),
                like.valueRate(),
                1,
                like.adamW(),
                maxApproxKl,
                0,
                UpdateConfig.Ptx.NONE,
                0,
                batchTokens,
                halfProducts);
    }
}
