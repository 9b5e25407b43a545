package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.model.WeightForm;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A world whose answers can be listed: one prompt, at most two tokens out of eight, of which four end an answer. What the best
 * policy is follows from a formula; how good one is that was found by sampling is computed over the whole list.
 */
class ClosedFormTest {
    private static final int VOCABULARY = 8;
    private static final Set<Integer> ENDS = Set.of(0, 1, 2, 3);
    private static final int[] PROMPT = {4, 6};
    private final Path root;
    private final Path model;
    private final List<Rollout> all = new ArrayList<>();
    private final double[] rewards;
    private final double[] reference;

    ClosedFormTest(@TempDir Path root) {
        this.root = root;
        this.model = root.resolve("model");
        new FreshLlama(VOCABULARY, 32, 2, 4, 2, 8, 48, 8, 4, 0).write(model, 5);
        for (int first = 0; first < VOCABULARY; first++) {
            if (ENDS.contains(first)) {
                all.add(answer(first));
            } else {
                for (int second = 0; second < VOCABULARY; second++) {
                    all.add(answer(first, second));
                }
            }
        }
        Random random = new Random(11);
        double[] merit = random.doubles(all.size(), 0, 2).toArray();
        this.rewards = IntStream.range(0, all.size())
                .mapToDouble(i -> Rewards.score(merit[i], all.get(i).ended(), -1))
                .toArray();
        this.reference = probabilities(model);
    }

    @Test
    void theListIsWhole() {
        assertThat(Arrays.stream(reference).sum()).isEqualTo(1, within(1e-5));
    }

    @Test
    void bothAlgorithmsReachTheClosedFormOptimum() {
        double price = 0.3;
        Tilt best = Tilt.of(reference, rewards, price);
        double ppo = objective(trained("ppo", PpoConfig.Algorithm.PPO, price), price);
        double rloo = objective(trained("rloo", PpoConfig.Algorithm.RLOO, price), price);
        assertThat(objective(reference, price)).isLessThan(0.5 * best.objective());
        assertThat(ppo).isBetween(0.97 * best.objective(), best.objective() + 1e-6);
        assertThat(rloo).isBetween(0.97 * best.objective(), best.objective() + 1e-6);
    }

    @Test
    void itIsAsGoodAsTheBestOfSixtyFourAtNoGreaterDistance() {
        double[] policy = trained("greedy", PpoConfig.Algorithm.PPO, 0.03);
        double distance = Math.log(64) - 63.0 / 64;
        assertThat(mean(policy)).isGreaterThan(0.97 * bestOf(64));
        assertThat(Tilt.kl(policy, reference)).isLessThan(distance + 1);
    }

    private double objective(double[] policy, double price) {
        return Tilt.objective(policy, reference, rewards, price);
    }

    private double mean(double[] policy) {
        return IntStream.range(0, policy.length)
                .mapToDouble(i -> policy[i] * rewards[i])
                .sum();
    }

    /** Mean reward of the best of n answers of the reference. */
    private double bestOf(int n) {
        int[] byReward = IntStream.range(0, rewards.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> rewards[i]))
                .mapToInt(i -> i)
                .toArray();
        double mean = 0;
        double below = 0;
        for (int i : byReward) {
            double atMost = below + reference[i];
            mean += rewards[i] * (Math.pow(atMost, n) - Math.pow(below, n));
            below = atMost;
        }
        return mean;
    }

    private double[] trained(String out, PpoConfig.Algorithm algorithm, double price) {
        PpoTask task = new PpoTask(
                model,
                model,
                Optional.empty(),
                List.of(PROMPT),
                Optional.empty(),
                ENDS,
                root.resolve(out),
                Dtype.F32,
                1);
        PpoConfig config = new PpoConfig(
                algorithm,
                30,
                new RolloutConfig(128, 128, 2, 64, -1, WeightForm.FLOAT32),
                new UpdateConfig(
                        4,
                        2,
                        0.2,
                        0.2,
                        1,
                        0.95,
                        4e-3,
                        4e-3,
                        0.05,
                        new AdamWConfig(0.9, 0.95, 1e-5, 0, 1),
                        1,
                        0,
                        UpdateConfig.Ptx.NONE,
                        0,
                        4096,
                        false),
                KlControl.fixed(price),
                new StopCord(0.5, 100, 6, 0.9, 1),
                1000);
        PpoResult result = PolicyOptimizer.run(task, config, this::scores, ToyWorld.silent(), () -> false);
        assertThat(result.cord()).isEmpty();
        return probabilities(result.model());
    }

    private double[] scores(List<Rollout> answers) {
        return answers.stream().mapToDouble(answer -> rewards[indexOf(answer)]).toArray();
    }

    private int indexOf(Rollout answer) {
        return IntStream.range(0, all.size())
                .filter(i -> Arrays.equals(all.get(i).completionIds(), answer.completionIds()))
                .findFirst()
                .orElseThrow();
    }

    private double[] probabilities(Path folder) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                Network network = new Network(folder, ToyWorld.config(1).update(), (PtNDManager) manager)) {
            Packed packed = Packed.of(all, IntStream.range(0, all.size()).toArray());
            float[] logprobs = network.logprobs(network.weights().arrays(), packed.batch(), manager)
                    .toFloatArray();
            return packed.cut(logprobs).stream()
                    .mapToDouble(tokens -> Math.exp(Arrays.stream(tokens).sum()))
                    .toArray();
        }
    }

    private static Rollout answer(int... ids) {
        return new Rollout(PROMPT, ids, new float[ids.length], ENDS.contains(ids[ids.length - 1]));
    }
}
