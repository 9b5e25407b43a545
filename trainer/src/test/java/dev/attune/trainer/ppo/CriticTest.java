package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.trainer.ppo.PpoTask.ValueStart;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @Test
    void varianceExplainedIsOneMinusTheErrorsShare() {
        List<double[]> returns = List.of(new double[] {1, 2}, new double[] {3});
        assertThat(Critic.explained(returns, returns)).isEqualTo(1);
        assertThat(Critic.explained(List.of(new double[] {5, 5}, new double[] {5}), returns))
                .isEqualTo(0, within(1e-12));
    }
}
