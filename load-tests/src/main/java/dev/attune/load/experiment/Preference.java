package dev.attune.load.experiment;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * A hidden taste: what each property of style is worth. Immutable; any thread.
 *
 * @param weights of every property, positive or negative
 */
record Preference(Map<Property, Double> weights) {
    Preference {
        weights = Map.copyOf(weights);
    }

    /** Each weight from N(0, 1). */
    static Preference drawn(Random random) {
        Map<Property, Double> weights = new EnumMap<>(Property.class);
        for (Property property : Property.values()) {
            weights.put(property, random.nextGaussian());
        }
        return new Preference(weights);
    }

    /** What the answer is worth, without noise. */
    double score(Ask ask, String answer) {
        double score = 0;
        for (Property property : Property.values()) {
            score += weights.getOrDefault(property, 0.0) * property.of(ask, answer);
        }
        return score;
    }
}
