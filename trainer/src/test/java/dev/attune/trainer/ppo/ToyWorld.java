package dev.attune.trainer.ppo;

import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.Safetensors;
import dev.attune.serving.model.WeightForm;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A network of a few thousand random weights that answers with up to six tokens, and what it may be asked. */
final class ToyWorld {
    static final int VOCABULARY = 12;
    static final int END = 2;
    /** Scores an answer by its share of this token. */
    static final int LIKED = 7;

    final Path folder;
    final Path root;

    ToyWorld(Path root) {
        this.root = root;
        this.folder = root.resolve("model");
        new FreshLlama(VOCABULARY, 32, 2, 4, 2, 8, 48, 32, 1, END).write(folder, 5);
    }

    PpoTask task(String out) {
        return asking(out, prompts());
    }

    PpoTask asking(String out, List<int[]> prompts) {
        return new PpoTask(
                folder,
                folder,
                Optional.empty(),
                prompts,
                Optional.empty(),
                Set.of(END),
                root.resolve(out),
                Dtype.F32,
                3);
    }

    /** A number that stands for all weights of a folder. */
    int weights(String name) {
        try (Safetensors file = Safetensors.open(root.resolve(name).resolve("model.safetensors"))) {
            int hash = 1;
            for (String tensor : new TreeSet<>(file.names())) {
                hash = 31 * hash + Arrays.hashCode(file.tensor(tensor).toFloatArray());
            }
            return hash;
        }
    }

    static List<int[]> prompts() {
        List<int[]> prompts = new ArrayList<>();
        for (int i = 3; i < VOCABULARY; i++) {
            prompts.add(new int[] {1, i, 3});
            prompts.add(new int[] {1, 4, i, 5, 3});
        }
        return prompts;
    }

    static PpoConfig config(int iterations) {
        return new PpoConfig(
                PpoConfig.Algorithm.PPO,
                iterations,
                new RolloutConfig(64, 1, 6, 16, -1, WeightForm.FLOAT32),
                new UpdateConfig(
                        2,
                        2,
                        0.2,
                        0.2,
                        1,
                        0.95,
                        3e-3,
                        3e-3,
                        1,
                        new AdamWConfig(0.9, 0.95, 1e-5, 0, 1),
                        1,
                        0,
                        UpdateConfig.Ptx.NONE,
                        0,
                        128,
                        false),
                KlControl.fixed(0.05),
                new StopCord(0.5, 100, 6, 0.9, 1),
                2);
    }

    static double[] liked(List<Rollout> answers) {
        double[] scores = new double[answers.size()];
        for (int i = 0; i < scores.length; i++) {
            int count = 0;
            for (int id : answers.get(i).completionIds()) {
                count += id == LIKED ? 1 : 0;
            }
            scores[i] = count;
        }
        return scores;
    }

    static PpoWatcher silent() {
        return into(new ArrayList<>());
    }

    /** Puts the metrics of every iteration into a list. */
    static PpoWatcher into(List<Map<String, Double>> seen) {
        return new PpoWatcher() {
            @Override
            public void note(String sentence) {}

            @Override
            public void iteration(int iteration, int iterations, Map<String, Double> metrics, double secondsLeft) {
                seen.add(metrics);
            }
        };
    }
}
