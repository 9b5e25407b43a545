package dev.attune.trainer.sabotage;

import ai.djl.ndarray.NDManager;
import dev.attune.serving.text.EncodedChat;
import dev.attune.trainer.data.LeftOut;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.gate.Drawn;
import dev.attune.trainer.gate.GateRules;
import dev.attune.trainer.gate.Respondent;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.reward.RewardModel;
import dev.attune.trainer.reward.RewardRecipe;
import dev.attune.trainer.reward.RewardTask;
import dev.attune.trainer.reward.RewardTraining;
import dev.attune.trainer.reward.RewardWatcher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** People who like some of the words that a network babbles: what they rank and what they write. One thread. */
final class SabotagePeople {
    private static final int ALTERNATIVES = 4;
    private static final double NOISE = 0.15;

    private final Path base;
    private final GateRules rules;
    private final Set<Integer> ends;

    /**
     * @param base folder of the network that babbles
     * @param rules that it answers by
     * @param ends tokens that end an answer
     */
    SabotagePeople(Path base, GateRules rules, Set<Integer> ends) {
        this.base = base;
        this.rules = rules;
        this.ends = ends;
    }

    /**
     * How much they like an answer: the share of its words that are among the liked ones, less something for its length. Without
     * that, whatever makes a liked word likelier makes an end rarer, and good policies ramble.
     */
    double liking(int[] answer) {
        int[] words = Arrays.stream(answer).filter(id -> !ends.contains(id)).toArray();
        double liked = Arrays.stream(words).filter(id -> id >= 10 && id < 30).count();
        return liked / Math.max(1, words.length) - words.length / 100.0;
    }

    /**
     * What two groups like, each learned from noisy rankings of its own.
     *
     * @param folder for the two reward models
     * @param liking of an answer's tokens
     */
    Opinion opinion(Path folder, ToDoubleFunction<int[]> liking, NDManager manager) {
        Preferences one = ranked(SabotageWorld.prompts(1, 48), liking, 11);
        Preferences other = ranked(SabotageWorld.prompts(2, 48), liking, 12);
        learn(new RewardTask(base, folder.resolve("taught"), one, other, recipe(11)));
        learn(new RewardTask(base, folder.resolve("judge"), other, one, recipe(12)));
        double agreementLow = RewardModel.measured(folder.resolve("judge")).agreementLow();
        return new Opinion(
                RewardModel.open(folder.resolve("taught"), false, manager),
                RewardModel.open(folder.resolve("judge"), false, manager),
                agreementLow);
    }

    private static void learn(RewardTask task) {
        RewardTraining.run(task, new Quiet());
    }

    private static RewardRecipe recipe(long seed) {
        AdamWConfig adamW = new AdamWConfig(0.9, 0.95, 1e-8, 0, 1);
        return new RewardRecipe(12, 32, 4096, 5e-3, 0.1, 0.05, adamW, 1, 0, 0, false, 0, seed, false);
    }

    private Preferences ranked(List<int[]> asked, ToDoubleFunction<int[]> liking, long seed) {
        Random random = new Random(seed);
        List<RankedPrompt> rankings = new ArrayList<>();
        List<Drawn> answers = answers(asked);
        for (int i = 0; i < asked.size(); i++) {
            int[] prompt = asked.get(i);
            record Seen(int[] answer, double looks) {}
            rankings.add(RankedPrompt.bestFirst(answers.subList(ALTERNATIVES * i, ALTERNATIVES * (i + 1)).stream()
                    .map(each -> new Seen(
                            each.after(prompt), liking.applyAsDouble(each.ids()) + random.nextDouble(-NOISE, NOISE)))
                    .sorted(Comparator.comparingDouble(Seen::looks).reversed())
                    .map(Seen::answer)
                    .toList()));
        }
        return new Preferences(rankings, List.of(), List.of(), LeftOut.NOTHING);
    }

    /** What people write themselves: they speak as the base does, and say what they like best of a few things that come to their mind. */
    List<EncodedChat> demonstrations(List<int[]> asked) {
        List<EncodedChat> demonstrations = new ArrayList<>();
        List<Drawn> answers = answers(asked);
        for (int i = 0; i < asked.size(); i++) {
            int[] prompt = asked.get(i);
            int[] whole = answers.subList(ALTERNATIVES * i, ALTERNATIVES * (i + 1)).stream()
                    .max(Comparator.comparingDouble(answer -> liking(answer.ids())))
                    .orElseThrow()
                    .after(prompt);
            boolean[] said = new boolean[whole.length];
            Arrays.fill(said, prompt.length, said.length, true);
            demonstrations.add(new EncodedChat(whole, said));
        }
        return demonstrations;
    }

    /** A few to each prompt, one prompt's after the other's. */
    private List<Drawn> answers(List<int[]> asked) {
        List<int[]> prompts = IntStream.range(0, asked.size())
                .boxed()
                .flatMap(i -> Collections.nCopies(ALTERNATIVES, asked.get(i)).stream())
                .toList();
        try (Respondent respondent = Respondent.open(base, rules, ends)) {
            return respondent.answers(prompts);
        }
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
