package dev.attune.feedback.hygiene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UserWeightsTest {
    @Test
    void theLoudestIsTurnedDownToTheShareExactly() {
        // 10,000 against 90 others of 1: t = 0.1 · 90 / (1 − 0.1) = 10.
        Map<String, Double> weights = new HashMap<>(Map.of("loud", 10_000.0));
        for (int i = 0; i < 90; i++) {
            weights.put("user" + i, 1.0);
        }
        Map<String, Double> factors = UserWeights.factors(weights, 0.1);
        assertThat(factors.get("loud")).isEqualTo(10 / 10_000.0, within(1e-15));
        assertThat(factors.get("user1")).isEqualTo(1);
    }

    @Test
    void nobodyIsTurnedDownWithoutNeed() {
        assertThat(UserWeights.factors(Map.of("a", 3.0, "b", 3.0, "c", 4.0), 0.4)
                        .values())
                .containsOnly(1.0);
    }

    @Test
    void tooFewUsersForTheShareGetTheSame() {
        assertThat(UserWeights.factors(Map.of("a", 8.0, "b", 2.0), 0.1)).isEqualTo(Map.of("a", 0.25, "b", 1.0));
        assertThat(UserWeights.factors(Map.of("a", 8.0), 0.1)).isEqualTo(Map.of("a", 1.0));
        assertThat(UserWeights.factors(Map.of(), 0.1)).isEmpty();
    }

    @Test
    void agreesWithASearchForTheLevel() {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            int users = 1 + random.nextInt(40);
            double share = 1.0 / users + random.nextDouble() * (1 - 1.0 / users);
            Map<String, Double> weights = new HashMap<>();
            for (int i = 0; i < users; i++) {
                weights.put("u" + i, Math.exp(random.nextGaussian() * 3));
            }
            double level = searched(weights, share);
            Map<String, Double> factors = UserWeights.factors(weights, share);
            weights.forEach((user, weight) -> assertThat(factors.getOrDefault(user, -1.0) * weight)
                    .isCloseTo(Math.min(weight, level), within(1e-6 * weight)));
            double sum = weights.entrySet().stream()
                    .mapToDouble(e -> e.getValue() * factors.getOrDefault(e.getKey(), -1.0))
                    .sum();
            weights.forEach((user, weight) -> assertThat(weight * factors.getOrDefault(user, -1.0))
                    .isLessThanOrEqualTo(share * sum * (1 + 1e-9)));
        }
    }

    /** The largest t with t ≤ c · Σ min(w, t), by halving. */
    private static double searched(Map<String, Double> weights, double share) {
        double low = 0;
        double high = weights.values().stream().mapToDouble(w -> w).max().orElseThrow();
        for (int i = 0; i < 200; i++) {
            double t = (low + high) / 2;
            double kept =
                    weights.values().stream().mapToDouble(w -> Math.min(w, t)).sum();
            if (t <= share * kept * (1 + 1e-12)) {
                low = t;
            } else {
                high = t;
            }
        }
        return low;
    }
}
