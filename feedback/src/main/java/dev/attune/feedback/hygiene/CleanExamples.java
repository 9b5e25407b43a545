package dev.attune.feedback.hygiene;

import dev.attune.feedback.dataset.Example;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Examples that may be trained on. Immutable.
 *
 * @param bySplit in the order they came
 * @param weights for each user with judgements to train on, by how much a judgement of theirs counts, in (0, 1]
 */
public record CleanExamples(Map<Split, List<Example>> bySplit, Map<String, Double> weights, HygieneReport report) {
    public CleanExamples {
        Map<Split, List<Example>> copy = new EnumMap<>(Split.class);
        bySplit.forEach((split, examples) -> copy.put(split, List.copyOf(examples)));
        bySplit = Collections.unmodifiableMap(copy);
        weights = Map.copyOf(weights);
    }

    public List<Example> of(Split split) {
        return bySplit.getOrDefault(split, List.of());
    }
}
