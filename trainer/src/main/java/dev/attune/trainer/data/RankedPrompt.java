package dev.attune.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Answers to one prompt and which of them were preferred to which, by everybody who ranked them. Immutable.
 *
 * @param answers K token sequences, each the prompt and an answer to it
 * @param pairs ties make none
 * @param weight of all rankings together
 */
public record RankedPrompt(List<int[]> answers, List<Pair> pairs, double weight) implements Judgement {
    /**
     * One answer was preferred to another, both named by their place in the list.
     *
     * @param weight the user's, divided by C(K,2) of their ranking, so that long rankings count as much as short ones
     * @param user pseudonym of who preferred it
     */
    public record Pair(int winner, int loser, double weight, String user) {
        Pair times(double factor) {
            return new Pair(winner, loser, weight * factor, user);
        }
    }

    public RankedPrompt {
        answers = List.copyOf(answers);
        pairs = List.copyOf(pairs);
        if (!(weight > 0)) {
            throw new IllegalArgumentException("weight must be above 0, was " + weight);
        }
        for (Pair pair : pairs) {
            if (pair.winner() == pair.loser()
                    || Math.min(pair.winner(), pair.loser()) < 0
                    || Math.max(pair.winner(), pair.loser()) >= answers.size()) {
                throw new IllegalArgumentException(pair + " does not name two of " + answers.size() + " answers");
            }
        }
    }

    /** One ranking without ties, best first, by somebody without a name who counts 1. */
    public static RankedPrompt bestFirst(List<int[]> answers) {
        int k = answers.size();
        double share = 2.0 / (k * (k - 1));
        List<Pair> pairs = new ArrayList<>();
        for (int winner = 0; winner < k; winner++) {
            for (int loser = winner + 1; loser < k; loser++) {
                pairs.add(new Pair(winner, loser, share, ""));
            }
        }
        return new RankedPrompt(answers, pairs, 1);
    }

    /** The same with every user's word weighed. */
    RankedPrompt weighed(ToDoubleFunction<String> factor) {
        List<Pair> weighed = pairs.stream()
                .map(pair -> pair.times(factor.applyAsDouble(pair.user())))
                .toList();
        if (weighed.isEmpty()) {
            return this;
        }
        double before = pairs.stream().mapToDouble(Pair::weight).sum();
        double after = weighed.stream().mapToDouble(Pair::weight).sum();
        return new RankedPrompt(answers, weighed, weight * after / before);
    }
}
