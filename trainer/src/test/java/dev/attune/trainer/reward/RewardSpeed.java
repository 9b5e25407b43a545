package dev.attune.trainer.reward;

import dev.attune.trainer.data.LeftOut;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** How fast a reward model learns: {@code RewardSpeed MODEL PROMPTS K}. Lengths are those of short chats, 20 to 60 tokens. */
final class RewardSpeed {
    private RewardSpeed() {}

    public static void main(String[] args) throws Exception {
        int prompts = Integer.parseInt(args[1]);
        int k = Integer.parseInt(args[2]);
        Random random = new Random(1);
        List<RankedPrompt> rankings = new ArrayList<>();
        for (int i = 0; i < prompts; i++) {
            rankings.add(RankedPrompt.bestFirst(IntStream.range(0, k)
                    .mapToObj(answer ->
                            random.ints(20 + random.nextInt(41), 3, 3000).toArray())
                    .toList()));
        }
        for (boolean half : new boolean[] {true, false}) {
            RewardRecipe standard = RewardRecipe.STANDARD;
            RewardRecipe recipe = half ? standard : standard.withFullProducts();
            Path out = Files.createTempDirectory("reward").resolve("model");
            Preferences people = new Preferences(rankings, List.of(), List.of(), LeftOut.NOTHING);
            TinyPeople.Listener listener = new TinyPeople.Listener();
            long start = System.nanoTime();
            RewardTraining.run(new RewardTask(Path.of(args[0]), out, people, Preferences.NONE, recipe), listener);
            double seconds = (System.nanoTime() - start) / 1e9;
            double tokens = listener.steps.stream()
                    .mapToDouble(metrics -> metrics.getOrDefault("tokens", 0.0))
                    .sum();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,.0f positions/s, %.1f s for 1,000 prompts of %d answers%n",
                    half ? "bfloat16" : "float32",
                    tokens / seconds,
                    1000 * seconds / prompts,
                    k);
        }
    }
}
