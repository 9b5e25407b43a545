package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.trainer.data.LeftOut;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.ppo.PpoTask.ValueStart;
import dev.attune.trainer.reward.RewardModel;
import dev.attune.trainer.reward.RewardRecipe;
import dev.attune.trainer.reward.RewardTask;
import dev.attune.trainer.reward.RewardTraining;
import dev.attune.trainer.reward.RewardWatcher;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CriticTest {
    private final ToyWorld world;

    CriticTest(@TempDir Path root) {
        this.world = new ToyWorld(root);
    }

    @Test
    void theValueNetworkLearnsWhatAnswersWillEarn() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                PolicyLearner learner = new PolicyLearner(
                        world.task("out"), ToyWorld.config(1), ToyWorld::liked, (PtNDManager) manager)) {
            Experience experience = learner.draw(ToyWorld.prompts(), 1);
            Map<String, Double> first = learner.learn(experience, 0.05, 1, Optional.empty(), 0);
            Map<String, Double> last = first;
            for (int i = 1; i < 50; i++) {
                last = learner.learn(experience, 0.05, 1, Optional.empty(), i);
            }
            assertThat(first.get("val/var_explained")).isEqualTo(0, within(1e-9));
            assertThat(last.get("val/var_explained")).isGreaterThan(0.5);
        }
    }

    @Test
    void itStartsFromARewardModelsHead() {
        float[] weight = new float[32];
        weight[3] = 2;
        PpoTask task = world.task("out").withValue(new ValueStart(world.folder, weight, 0.5f));
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                PolicyLearner learner =
                        new PolicyLearner(task, ToyWorld.config(1), ToyWorld::liked, (PtNDManager) manager)) {
            Experience experience = learner.draw(ToyWorld.prompts(), 1);
            Map<String, Double> metrics = learner.learn(experience, 0.05, 1e-9, Optional.empty(), 0);
            // A head of zeros explains exactly nothing; this one says something, if nothing of use.
            assertThat(metrics.get("val/var_explained")).isNotCloseTo(0.0, within(1e-6));
        }
    }

    /** What is expected before a token is the reward model's score of all that stands before it. */
    @Test
    void itsFirstValuesAreTheRewardModelsScores() {
        Path reward = world.root.resolve("reward");
        RewardTask taught =
                new RewardTask(world.folder, reward, likes(), likes(), RewardRecipe.STANDARD.withFullProducts());
        RewardTraining.run(taught, unheard());
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                PolicyLearner learner = new PolicyLearner(
                        world.task("out"), ToyWorld.config(1), ToyWorld::liked, (PtNDManager) manager);
                Losses losses = new Losses(0.2, 0.2, (PtNDManager) manager);
                Critic critic =
                        new Critic(ValueStart.of(reward), ToyWorld.config(1).update(), losses, (PtNDManager) manager);
                RewardModel model = RewardModel.open(reward, false, manager)) {
            Experience experience = learner.draw(ToyWorld.prompts(), 1);
            List<double[]> values = critic.values(experience);
            for (int i = 0; i < values.size(); i++) {
                Rollout rollout = experience.rollouts().get(i);
                List<int[]> before = IntStream.range(0, values.get(i).length)
                        .mapToObj(t -> Arrays.copyOf(rollout.ids(), rollout.promptIds().length + t))
                        .toList();
                assertThat(values.get(i)).containsExactly(model.scores(before), within(1e-5));
            }
            assertThat(values.get(0)[0]).as("it says something").isNotCloseTo(values.get(1)[0], within(1e-3));
        }
    }

    private static Preferences likes() {
        List<RankedPrompt> rankings = IntStream.range(3, ToyWorld.VOCABULARY)
                .mapToObj(i -> RankedPrompt.bestFirst(List.of(answer(i, ToyWorld.LIKED), answer(i, 5))))
                .toList();
        return new Preferences(rankings, List.of(), List.of(), LeftOut.NOTHING);
    }

    private static int[] answer(int asked, int said) {
        return new int[] {1, asked, 3, said, ToyWorld.END};
    }

    private static RewardWatcher unheard() {
        return new RewardWatcher() {
            @Override
            public boolean halted() {
                return false;
            }

            @Override
            public void step(long step, long steps, Map<String, Double> metrics) {}

            @Override
            public void note(String sentence) {}
        };
    }

    @Test
    void varianceExplainedIsOneMinusTheErrorsShare() {
        List<double[]> returns = List.of(new double[] {1, 2}, new double[] {3});
        assertThat(Critic.explained(returns, returns)).isEqualTo(1);
        assertThat(Critic.explained(List.of(new double[] {5, 5}, new double[] {5}), returns))
                .isEqualTo(0, within(1e-12));
    }
}
