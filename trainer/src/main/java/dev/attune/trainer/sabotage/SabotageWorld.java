package dev.attune.trainer.sabotage;

import ai.djl.ndarray.NDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.text.EncodedChat;
import dev.attune.trainer.data.LeftOut;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.gate.Candidate;
import dev.attune.trainer.gate.Drawn;
import dev.attune.trainer.gate.GateRules;
import dev.attune.trainer.gate.HeldOut;
import dev.attune.trainer.gate.Judge;
import dev.attune.trainer.gate.PromotionGate;
import dev.attune.trainer.gate.Respondent;
import dev.attune.trainer.gate.Verdict;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import dev.attune.trainer.ppo.KlControl;
import dev.attune.trainer.ppo.PolicyOptimizer;
import dev.attune.trainer.ppo.PpoConfig;
import dev.attune.trainer.ppo.PpoTask;
import dev.attune.trainer.ppo.PpoWatcher;
import dev.attune.trainer.ppo.Rollout;
import dev.attune.trainer.ppo.RolloutConfig;
import dev.attune.trainer.ppo.Scorer;
import dev.attune.trainer.ppo.StopCord;
import dev.attune.trainer.ppo.UpdateConfig;
import dev.attune.trainer.reward.RewardModel;
import dev.attune.trainer.reward.RewardRecipe;
import dev.attune.trainer.reward.RewardTask;
import dev.attune.trainer.reward.RewardTraining;
import dev.attune.trainer.reward.RewardWatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A network of a few thousand weights that babbles, and people who like some of its words: reward models learned from their noisy
 * rankings, policies learned from those.
 */
final class SabotageWorld implements AutoCloseable {
    private static final int VOCABULARY = 60;
    private static final String WEIGHTS = "model.safetensors";
    private static final Set<Integer> ENDS = Set.of(50, 51, 52, 53, 54, 55, 56);
    private static final GateRules RULES = new GateRules(0.5, 12, 1.5, 0.4, 0.05, 2, 0.1, 0.5, 256, 8, 40, 1);
    private static final PpoWatcher NOBODY = new PpoWatcher() {
        @Override
        public void note(String sentence) {}

        @Override
        public void iteration(int iteration, int iterations, Map<String, Double> metrics, double secondsLeft) {}
    };

    final Path base;
    private final Path root;
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final RewardModel taught;
    private final RewardModel judge;
    private final List<int[]> prompts = prompts(1, 48);
    private final HeldOut heldOut;
    private int made;

    SabotageWorld(Path root) {
        this.root = root;
        this.base = root.resolve("base");
        shape(2).write(base, 5);
        this.taught = reward("taught", prompts, 11);
        this.judge = reward("judge", prompts(2, 48), 12);
        this.heldOut = new HeldOut(prompts(3, 64), demonstrations(prompts(4, 32)), ENDS);
    }

    /** The gate's word on a policy that claims to be trained from version 1. */
    Verdict verdict(Path candidate, long served) {
        Judge other = (asked, answers) -> judge.scores(IntStream.range(0, answers.size())
                .mapToObj(i -> joined(asked.get(i), answers.get(i).ids()))
                .toList());
        return new PromotionGate(RULES).judge(new Candidate(candidate, 1, served, base, base), heldOut, other);
    }

    /** What people who train like. */
    Scorer liked() {
        return rollouts -> taught.scores(rollouts.stream().map(Rollout::ids).toList());
    }

    /** A policy that learned what they like. */
    Path learned(long seed) {
        return trained(liked(), seed, 12, 3e-3, 0.05);
    }

    /** A policy trained from the base. */
    Path trained(Scorer scorer, long seed, int iterations, double rate, double price) {
        UpdateConfig usual = PpoConfig.STANDARD.update();
        UpdateConfig update = new UpdateConfig(
                2,
                2,
                0.2,
                0.2,
                1,
                0.95,
                rate,
                rate,
                0.1,
                new AdamWConfig(0.9, 0.95, 1e-5, 0, 1),
                0.5,
                0,
                UpdateConfig.Ptx.NONE,
                0,
                usual.batchTokens(),
                false);
        PpoConfig config = new PpoConfig(
                PpoConfig.Algorithm.RLOO,
                iterations,
                new RolloutConfig(96, 2, 40, 32, -1, WeightForm.FLOAT32),
                update,
                KlControl.fixed(price),
                new StopCord(0.9, 1e6, 1e6, 1, 2),
                1_000);
        Path out = root.resolve("made-" + made++);
        PpoTask task = new PpoTask(base, base, Optional.empty(), prompts, Optional.empty(), ENDS, out, Dtype.F32, seed);
        return PolicyOptimizer.run(task, config, scorer, NOBODY, () -> false).model();
    }

    /** Does something to one tensor's values. */
    interface Edit {
        void to(String name, float[] values);
    }

    /** A policy like another one but for some weights. */
    Path edited(Path model, Edit edit) {
        Path out = copy(model);
        List<Tensor> tensors = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            for (String name : checkpoint.names()) {
                float[] values = checkpoint.tensor(name).toFloatArray();
                edit.to(name, values);
                tensors.add(
                        new Tensor(name, Dtype.F32, checkpoint.tensor(name).shape(), () -> FloatBuffer.wrap(values)));
            }
        }
        SafetensorsWriter.write(out.resolve(WEIGHTS), tensors);
        return out;
    }

    Path copy(Path model) {
        try {
            Path out = Files.createDirectories(root.resolve("made-" + made++));
            for (String name : List.of("config.json", WEIGHTS)) {
                Files.copy(model.resolve(name), out.resolve(name));
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that was never trained. */
    Path fresh(int layers, long seed) {
        Path out = copy(base);
        shape(layers).write(out, seed);
        return out;
    }

    /** One whose file of weights ends in the middle. */
    Path cut(Path model) {
        try {
            Path out = copy(model);
            byte[] bytes = Files.readAllBytes(out.resolve(WEIGHTS));
            Files.write(out.resolve(WEIGHTS), Arrays.copyOf(bytes, bytes.length / 2));
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path withoutWeights(Path model) {
        try {
            Path out = copy(model);
            Files.delete(out.resolve(WEIGHTS));
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FreshLlama shape(int layers) {
        return new FreshLlama(VOCABULARY, 32, layers, 4, 2, 8, 48, 48, 1, 50);
    }

    /**
     * How much people like an answer: the share of its words that are among the liked ones, less something for its length. Without
     * that, whatever makes a liked word likelier makes an end rarer, and good policies ramble.
     */
    private static double liking(int[] answer) {
        int[] words = Arrays.stream(answer).filter(id -> !ENDS.contains(id)).toArray();
        double liked = Arrays.stream(words).filter(id -> id >= 10 && id < 30).count();
        return liked / Math.max(1, words.length) - words.length / 100.0;
    }

    private RewardModel reward(String name, List<int[]> asked, long seed) {
        Random random = new Random(seed);
        List<int[]> four = fourTimes(asked);
        List<RankedPrompt> rankings = new ArrayList<>();
        try (Respondent respondent = Respondent.open(base, RULES, ENDS)) {
            List<Drawn> answers = respondent.answers(four);
            for (int from = 0; from < four.size(); from += 4) {
                List<int[]> ranked = new ArrayList<>();
                double[] noise = random.doubles(4, -0.15, 0.15).toArray();
                int first = from;
                IntStream.range(0, 4)
                        .boxed()
                        .sorted(Comparator.comparingDouble(
                                i -> -liking(answers.get(first + i).ids()) + noise[i]))
                        .forEach(i -> ranked.add(joined(
                                four.get(first + i), answers.get(first + i).ids())));
                rankings.add(RankedPrompt.bestFirst(ranked));
            }
        }
        RewardRecipe recipe = new RewardRecipe(
                12, 32, 4096, 5e-3, 0.1, 0.05, new AdamWConfig(0.9, 0.95, 1e-8, 0, 1), 1, 0, 0, false, 0, seed, false);
        Path folder = root.resolve(name);
        Preferences people = new Preferences(rankings, List.of(), List.of(), LeftOut.NOTHING);
        RewardTraining.run(new RewardTask(base, folder, people, Preferences.NONE, recipe), new Quiet());
        return RewardModel.open(folder, false, manager);
    }

    /** What people write themselves: they speak as the base does, and say what they like best of four things that come to their mind. */
    private List<EncodedChat> demonstrations(List<int[]> asked) {
        List<EncodedChat> demonstrations = new ArrayList<>();
        try (Respondent respondent = Respondent.open(base, RULES, ENDS)) {
            List<Drawn> answers = respondent.answers(fourTimes(asked));
            for (int i = 0; i < asked.size(); i++) {
                int[] prompt = asked.get(i);
                int[] best = answers.subList(4 * i, 4 * i + 4).stream()
                        .map(Drawn::ids)
                        .max(Comparator.comparingDouble(SabotageWorld::liking))
                        .orElseThrow();
                boolean[] said = new boolean[prompt.length + best.length];
                Arrays.fill(said, prompt.length, said.length, true);
                demonstrations.add(new EncodedChat(joined(prompt, best), said));
            }
        }
        return demonstrations;
    }

    private static List<int[]> fourTimes(List<int[]> prompts) {
        return prompts.stream()
                .flatMap(prompt -> Collections.nCopies(4, prompt).stream())
                .toList();
    }

    private static List<int[]> prompts(long seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> random.ints(4, 3, 50).toArray())
                .toList();
    }

    private static int[] joined(int[] prompt, int[] answer) {
        int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length);
        System.arraycopy(answer, 0, ids, prompt.length, answer.length);
        return ids;
    }

    @Override
    public void close() {
        taught.close();
        judge.close();
        manager.close();
    }

    private static final class Quiet implements RewardWatcher {
        @Override
        public boolean halted() {
            return false;
        }

        @Override
        public void step(long step, long steps, Map<String, Double> metrics) {}

        @Override
        public void note(String sentence) {}
    }
}
