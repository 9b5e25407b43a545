package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.trainer.model.FreshLlama;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyOptimizerTest {
    private static final BooleanSupplier NEVER = () -> false;
    private final ToyWorld world;

    PolicyOptimizerTest(@TempDir Path root) {
        this.world = new ToyWorld(root);
    }

    @ParameterizedTest
    @EnumSource(PpoConfig.Algorithm.class)
    void answersComeToScoreHigher(PpoConfig.Algorithm algorithm) {
        List<Map<String, Double>> seen = new ArrayList<>();
        PpoResult result = PolicyOptimizer.run(
                world.task("out"), config(algorithm, 12), ToyWorld::liked, ToyWorld.into(seen), NEVER);
        assertThat(result.finished()).isTrue();
        assertThat(result.cord()).isEmpty();
        assertThat(seen).hasSize(12);
        assertThat(seen.get(0).get("objective/kl")).isEqualTo(0);
        assertThat(result.metrics().get("objective/scores"))
                .isGreaterThan(seen.get(0).getOrDefault("objective/scores", 0.0) + 0.7);
        assertThat(result.metrics().get("objective/kl")).isGreaterThan(0.3);
        assertThat(seen.get(11))
                .containsKeys(
                        "objective/entropy",
                        "objective/rlhf_reward",
                        "objective/non_score_reward",
                        "objective/kl_coef",
                        "policy/approxkl_avg",
                        "policy/clipfrac_avg",
                        "policy/entropy_avg",
                        "loss/policy_avg",
                        "val/ratio",
                        "val/ratio_var",
                        "val/num_eos_tokens",
                        "lr",
                        "episode",
                        "response_length");
        assertThat(result.model().resolve("metrics.jsonl")).isRegularFile();
    }

    @ParameterizedTest
    @EnumSource(PpoConfig.Algorithm.class)
    void aRunThatWasStoppedGoesOnToTheSameBits(PpoConfig.Algorithm algorithm) {
        PpoConfig config = config(algorithm, 5);
        PolicyOptimizer.run(world.task("straight"), config, ToyWorld::liked, ToyWorld.silent(), NEVER);
        for (int stops : new int[] {1, 4}) {
            PpoTask task = world.task("stopped" + stops);
            AtomicInteger asked = new AtomicInteger();
            PpoResult half = PolicyOptimizer.run(
                    task, config, ToyWorld::liked, ToyWorld.silent(), () -> asked.incrementAndGet() > stops);
            assertThat(half.finished()).isFalse();
            assertThat(half.iterations()).isEqualTo(stops);
            PpoResult whole = PolicyOptimizer.run(task, config, ToyWorld::liked, ToyWorld.silent(), NEVER);
            assertThat(whole.finished()).isTrue();
            assertThat(world.weights("stopped" + stops)).isEqualTo(world.weights("straight"));
        }
        assertThat(world.weights("straight")).isNotEqualTo(world.weights("model"));
    }

    @Test
    void aRunThatDiedGoesOnFromItsLastCheckpointToTheSameBits() {
        PpoConfig config = config(PpoConfig.Algorithm.PPO, 5);
        PolicyOptimizer.run(world.task("straight"), config, ToyWorld::liked, ToyWorld.silent(), NEVER);
        AtomicInteger asked = new AtomicInteger();
        Scorer dies = answers -> {
            if (asked.incrementAndGet() == 5) {
                throw new IllegalStateException("power cut");
            }
            return ToyWorld.liked(answers);
        };
        assertThatThrownBy(() -> PolicyOptimizer.run(world.task("died"), config, dies, ToyWorld.silent(), NEVER))
                .hasMessage("power cut");
        PolicyOptimizer.run(world.task("died"), config, ToyWorld::liked, ToyWorld.silent(), NEVER);
        assertThat(world.weights("died")).isEqualTo(world.weights("straight"));
    }

    @Test
    void aDamagedCheckpointIsNamedAndNotGoneOnFrom() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        PpoTask task = world.task("out");
        PolicyOptimizer.run(
                task, ToyWorld.config(3), ToyWorld::liked, ToyWorld.silent(), () -> asked.incrementAndGet() > 1);
        Path arrays = task.out().resolve("checkpoints/iteration-00000001/arrays.safetensors");
        byte[] bytes = Files.readAllBytes(arrays);
        bytes[bytes.length - 1] ^= 1;
        Files.write(arrays, bytes);
        assertThatThrownBy(
                        () -> PolicyOptimizer.run(task, ToyWorld.config(3), ToyWorld::liked, ToyWorld.silent(), NEVER))
                .isInstanceOf(TrainerException.class)
                .hasMessage(arrays + ": is damaged, it has another SHA-256 than when it was written");
    }

    @Test
    void anAverageOfWeightsIsDeliveredWhenAskedFor() {
        UpdateConfig like = ToyWorld.config(1).update();
        UpdateConfig averaging = new UpdateConfig(
                1,
                1,
                0.2,
                0.2,
                1,
                0.95,
                like.rate(),
                like.valueRate(),
                1,
                like.adamW(),
                1,
                0,
                UpdateConfig.Ptx.NONE,
                0.5,
                128,
                false);
        PpoConfig config = ToyWorld.config(3).with(averaging);
        PolicyOptimizer.run(world.task("average"), config, ToyWorld::liked, ToyWorld.silent(), NEVER);
        AtomicInteger asked = new AtomicInteger();
        PolicyOptimizer.run(
                world.task("resumed"), config, ToyWorld::liked, ToyWorld.silent(), () -> asked.incrementAndGet() > 2);
        PolicyOptimizer.run(world.task("resumed"), config, ToyWorld::liked, ToyWorld.silent(), NEVER);
        assertThat(world.weights("resumed")).isEqualTo(world.weights("average"));
        assertThat(Ema.after(new float[][] {{1, 2}}, new float[][] {{3, 6}}, 0.75))
                .isDeepEqualTo(new float[][] {{1.5f, 3}});
    }

    @Test
    void aScoreThatIsNoNumberEndsTheRunInOneSentence() {
        AtomicInteger asked = new AtomicInteger();
        Scorer breaks = answers -> {
            double[] scores = ToyWorld.liked(answers);
            if (asked.incrementAndGet() == 3) {
                Arrays.fill(scores, Double.NaN);
            }
            return scores;
        };
        PpoResult result = PolicyOptimizer.run(world.task("out"), ToyWorld.config(4), breaks, ToyWorld.silent(), NEVER);
        assertThat(result.cord()).hasValue("iteration 2: objective/scores is NaN");
        assertThat(result.metrics().values()).allMatch(Double::isFinite);
        // What comes out is the policy before the fault, here the one it started from.
        assertThat(world.weights("out")).isEqualTo(world.weights("model"));
    }

    @Test
    void theCordIsPulledAboveTheKlBudgetAndAPolicyWithinItComesOut() {
        StopCord tight = new StopCord(0.5, 0.6, 6, 0.9, 1);
        PpoResult result = PolicyOptimizer.run(
                world.task("out"), ToyWorld.config(30).with(tight), ToyWorld::liked, ToyWorld.silent(), NEVER);
        assertThat(result.cord())
                .hasValueSatisfying(reason -> assertThat(reason).contains("objective/kl is"));
        assertThat(result.iterations()).isLessThan(30);
        assertThat(result.metrics().get("objective/kl")).isBetween(0.1, 0.6);
    }

    /** Not the last policy before the fault, which may be anywhere within the budget. */
    @Test
    void whereTheCordWasPulledTheAverageComesOutIfItPasses() {
        PpoConfig config = ToyWorld.config(30).with(new StopCord(0.5, 0.6, 6, 0.9, 1));
        PpoConfig averaging = config.with(config.update().withEmaDecay(0.7));
        PpoResult last = PolicyOptimizer.run(world.task("last"), config, ToyWorld::liked, ToyWorld.silent(), NEVER);
        PpoResult average =
                PolicyOptimizer.run(world.task("average"), averaging, ToyWorld::liked, ToyWorld.silent(), NEVER);
        assertThat(average.cord()).isPresent().isEqualTo(last.cord());
        assertThat(average.metrics().get("objective/kl")).isBetween(0.01, 0.6);
        assertThat(world.weights("average")).isNotEqualTo(world.weights("last"));
    }

    /** At the price it begins with the policy goes some twenty times as far. */
    @Test
    void theAdaptivePriceHoldsKlNearItsTarget() {
        double target = 0.4;
        double held = lateKl("held", new KlControl(0.05, target, 20, 0));
        double free = lateKl("free", KlControl.fixed(0.05));
        assertThat(held).isBetween(target / 2, 4 * target);
        assertThat(free).isGreaterThan(10 * target);
    }

    /** The mean KL of the last five of thirty iterations. */
    private double lateKl(String out, KlControl control) {
        List<Map<String, Double>> seen = new ArrayList<>();
        PpoConfig config = ToyWorld.config(30).with(control);
        PolicyOptimizer.run(world.task(out), config, ToyWorld::liked, ToyWorld.into(seen), NEVER);
        return seen.subList(25, 30).stream()
                .mapToDouble(metrics -> metrics.getOrDefault("objective/kl", Double.NaN))
                .average()
                .orElseThrow();
    }

    @Test
    void aReferenceOfAnotherShapeIsRefused() {
        Path other = world.root.resolve("other");
        new FreshLlama(12, 32, 1, 4, 2, 8, 48, 32, 1, 2).write(other, 1);
        PpoTask like = world.task("out");
        PpoTask task = new PpoTask(
                like.policy(),
                other,
                like.value(),
                like.prompts(),
                like.conversations(),
                like.endIds(),
                like.out(),
                like.dtype(),
                1);
        assertThatThrownBy(
                        () -> PolicyOptimizer.run(task, ToyWorld.config(1), ToyWorld::liked, ToyWorld.silent(), NEVER))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("the reference has");
    }

    @Test
    void aRunUnderOtherSettingsIsNotResumed() {
        PolicyOptimizer.run(world.task("out"), ToyWorld.config(2), ToyWorld::liked, ToyWorld.silent(), NEVER);
        assertThatThrownBy(() -> PolicyOptimizer.run(
                        world.task("out"), ToyWorld.config(4), ToyWorld::liked, ToyWorld.silent(), NEVER))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("other settings");
    }

    private static PpoConfig config(PpoConfig.Algorithm algorithm, int iterations) {
        int perPrompt = algorithm == PpoConfig.Algorithm.RLOO ? 4 : 1;
        RolloutConfig like = ToyWorld.config(1).rollouts();
        return ToyWorld.config(iterations)
                .with(new RolloutConfig(64, perPrompt, like.maxNewTokens(), like.running(), -1, like.form()))
                .with(algorithm);
    }
}
