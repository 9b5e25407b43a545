package dev.attune.trainer.reward;

import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who judges and who guesses, told by how well a model of what all prefer explains each one's rankings: the probability that somebody's
 * pairs follow σ(r_w − r_l) rather than a fair coin (the one-coin model of Dawid and Skene, Applied Statistics 28 (1979), with the
 * preferences of Chen and others, Crowd-BT, WSDM 2013). A ranking counts as one witness however many pairs it has, since its pairs hang
 * together; so a few rankings change little, and somebody who ranked nothing is believed. Immutable.
 *
 * @param careful probability of being careful, by pseudonym, in {@code [LEAST, 1]}
 */
record Reliability(Map<String, Double> careful) {
    /** Nobody's word is worth nothing: who is taken to guess may only see things another way. */
    static final double LEAST = 0.01;
    /** With fewer people there is no telling whose taste is the odd one. */
    private static final int FEWEST_PEOPLE = 3;

    Reliability {
        careful = Map.copyOf(careful);
    }

    /**
     * @param scores of each ranking's answers, in order
     * @param guessers the share of people who are expected to guess, above 0
     */
    static Reliability of(List<RankedPrompt> rankings, List<double[]> scores, double guessers) {
        Map<String, Double> evidence = new HashMap<>();
        for (int i = 0; i < rankings.size(); i++) {
            double[] own = scores.get(i);
            for (RankedPrompt.Pair pair : rankings.get(i).pairs()) {
                double margin = own[pair.winner()] - own[pair.loser()];
                double nats = Math.log(2) - Math.log1p(Math.exp(-margin));
                evidence.merge(pair.user(), pair.weight() * nats, Double::sum);
            }
        }
        if (evidence.size() < FEWEST_PEOPLE) {
            return new Reliability(Map.of());
        }
        double prior = Math.log((1 - guessers) / guessers);
        Map<String, Double> careful = new HashMap<>();
        evidence.forEach((user, nats) -> careful.put(user, Math.max(LEAST, 1 / (1 + Math.exp(-prior - nats)))));
        return new Reliability(careful);
    }

    Preferences weigh(Preferences people) {
        return people.weighed(user -> careful.getOrDefault(user, 1.0));
    }

    /** Those who are more likely to guess than not. */
    Set<String> guessing() {
        return Set.copyOf(careful.entrySet().stream()
                .filter(each -> each.getValue() < 0.5)
                .map(Map.Entry::getKey)
                .toList());
    }
}
