package dev.attune.trainer.reward;

import dev.attune.trainer.data.LeftOut;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.data.RatedAnswer;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** People of few words who like answers that end with a question, and a network small enough to learn it in seconds. */
final class TinyPeople {
    static final int VOCABULARY = 50;
    static final int QUESTION = 7;
    private static final int END = 2;

    private final Random random;

    TinyPeople(long seed) {
        this.random = new Random(seed);
    }

    /** A language model that knows nothing. */
    static Path model(Path folder) {
        new FreshLlama(VOCABULARY, 32, 2, 4, 2, 8, 48, 64, 1, END).write(folder, 5);
        return folder;
    }

    static RewardRecipe recipe() {
        return new RewardRecipe(
                1, 64, 2048, 3e-3, 0.1, 0.05, new AdamWConfig(0.9, 0.95, 1e-8, 0.01, 1), 1, 0, 0.5, false, 0, 1, false);
    }

    /** Rankings of K answers each, by people who are right so often. */
    List<RankedPrompt> rankings(int count, int k, double right) {
        return IntStream.range(0, count)
                .mapToObj(i -> ranking("user" + i % 10, k, right))
                .toList();
    }

    List<RatedAnswer> thumbs(int count, double right) {
        List<RatedAnswer> thumbs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = answer(prompt());
            thumbs.add(new RatedAnswer(ids, "user" + i % 10, isQuestion(ids) == (random.nextDouble() < right), 1));
        }
        return thumbs;
    }

    Preferences ofRankings(int count) {
        return new Preferences(rankings(count, 4, 1), List.of(), demonstrations(20), LeftOut.NOTHING);
    }

    List<int[]> demonstrations(int count) {
        return IntStream.range(0, count).mapToObj(i -> answer(prompt())).toList();
    }

    static boolean isQuestion(int[] ids) {
        return ids[ids.length - 2] == QUESTION;
    }

    int[] answer(int[] prompt) {
        boolean question = random.nextBoolean();
        int[] body = random.ints(2 + random.nextInt(8), 10, VOCABULARY).toArray();
        IntStream end = question ? IntStream.of(QUESTION, END) : IntStream.of(END);
        return IntStream.concat(IntStream.concat(IntStream.of(prompt), IntStream.of(body)), end)
                .toArray();
    }

    int[] prompt() {
        return random.ints(3 + random.nextInt(6), 10, VOCABULARY).toArray();
    }

    RankedPrompt ranking(String user, int k, double right) {
        int[] prompt = prompt();
        List<int[]> answers =
                IntStream.range(0, k).mapToObj(i -> answer(prompt)).toList();
        double share = 2.0 / (k * (k - 1));
        List<RankedPrompt.Pair> pairs = new ArrayList<>();
        for (int a = 0; a < k; a++) {
            for (int b = a + 1; b < k; b++) {
                if (isQuestion(answers.get(a)) != isQuestion(answers.get(b))) {
                    boolean first = isQuestion(answers.get(a)) == (random.nextDouble() < right);
                    pairs.add(new RankedPrompt.Pair(first ? a : b, first ? b : a, share, user));
                }
            }
        }
        return new RankedPrompt(answers, pairs, 1);
    }

    /** Somebody who listens and keeps what is said. */
    static final class Listener implements RewardWatcher {
        final List<Map<String, Double>> steps = new ArrayList<>();
        final List<String> notes = new ArrayList<>();
        Predicate<Integer> halt = step -> false;

        @Override
        public boolean halted() {
            return halt.test(steps.size());
        }

        @Override
        public void step(long step, long of, Map<String, Double> metrics) {
            steps.add(metrics);
        }

        @Override
        public void note(String sentence) {
            notes.add(sentence);
        }
    }
}
