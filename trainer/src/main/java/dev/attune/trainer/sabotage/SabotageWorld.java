package dev.attune.trainer.sabotage;

import ai.djl.ndarray.NDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import dev.attune.serving.model.WeightForm;
import dev.attune.trainer.gate.Candidate;
import dev.attune.trainer.gate.GateRules;
import dev.attune.trainer.gate.HeldOut;
import dev.attune.trainer.gate.Judge;
import dev.attune.trainer.gate.PromotionGate;
import dev.attune.trainer.gate.Verdict;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import dev.attune.trainer.ppo.KlControl;
import dev.attune.trainer.ppo.PolicyOptimizer;
import dev.attune.trainer.ppo.PpoConfig;
import dev.attune.trainer.ppo.PpoTask;
import dev.attune.trainer.ppo.PpoWatcher;
import dev.attune.trainer.ppo.RolloutConfig;
import dev.attune.trainer.ppo.Scorer;
import dev.attune.trainer.ppo.StopCord;
import dev.attune.trainer.ppo.UpdateConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** A network of a few thousand weights that babbles, people who like some of its words, and policies that learned from them. One thread. */
final class SabotageWorld implements AutoCloseable {
    private static final int VOCABULARY = 60;
    private static final String WEIGHTS = "model.safetensors";
    private static final Set<Integer> ENDS = Set.of(50, 51, 52, 53, 54, 55, 56);
    private static final GateRules RULES = new GateRules(0.5, 12, 2, 0.4, 0.05, 2, 0.1, 0.5, 256, 8, 40, 1);
    private static final PpoWatcher NOBODY = new PpoWatcher() {
        @Override
        public void note(String sentence) {}

        @Override
        public void iteration(int iteration, int iterations, Map<String, Double> metrics, double secondsLeft) {}
    };

    final Path base;
    /** What people like who know what they like. */
    final Opinion people;
    /** And those who put answers in any order. */
    final Opinion guessers;

    private final Path root;
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final List<int[]> prompts = prompts(1, 48);
    private final HeldOut heldOut;
    private int made;

    SabotageWorld(Path root) {
        this.root = root;
        this.base = root.resolve("base");
        shape(2).write(base, 5);
        SabotagePeople people = new SabotagePeople(base, RULES, ENDS);
        Random lot = new Random(3);
        this.people = people.opinion(root.resolve("people"), people::liking, manager);
        this.guessers = people.opinion(root.resolve("guessers"), answer -> lot.nextGaussian(), manager);
        this.heldOut = new HeldOut(prompts(3, 64), people.demonstrations(prompts(4, 32)), ENDS);
    }

    /** The gate's word on a policy that claims to be trained from version 1. */
    Verdict verdict(Path candidate, long served, Judge judge) {
        return new PromotionGate(RULES).judge(new Candidate(candidate, 1, served, base, base), heldOut, judge);
    }

    /** A policy that learned what somebody likes. */
    Path learned(Opinion opinion, long seed) {
        return trained(opinion.liked(), seed, 12, 3e-3, 0.05);
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

    static List<int[]> prompts(long seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> random.ints(4, 3, 50).toArray())
                .toList();
    }

    @Override
    public void close() {
        people.close();
        guessers.close();
        manager.close();
    }
}
