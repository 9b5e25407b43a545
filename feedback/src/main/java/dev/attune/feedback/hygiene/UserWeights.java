package dev.attune.feedback.hygiene;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cap on one user's share of the weight. The loud are turned down to one common level, the rest stay as they are: the most weight that
 * can be kept. The level is {@code t = c·R / (1 − c·k)} when the k heaviest are at it and the others weigh R together.
 */
final class UserWeights {
    private UserWeights() {}

    /**
     * By how much to multiply each user's weight.
     *
     * @param weights above 0
     * @param share what one user may have of all weight that is left, in (0, 1]; with fewer than 1/share users, each gets the same
     * @return for each user a factor in (0, 1]
     */
    static Map<String, Double> factors(Map<String, Double> weights, double share) {
        double level = level(
                weights.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sorted()
                        .toArray(),
                share);
        Map<String, Double> factors = new TreeMap<>();
        weights.forEach((user, weight) -> factors.put(user, Math.min(1, level / weight)));
        return factors;
    }

    private static double level(double[] ascending, double share) {
        int users = ascending.length;
        if (users == 0) {
            return 0;
        }
        if (ascending[0] <= 0) {
            throw new IllegalArgumentException("weights must be above 0, were " + Arrays.toString(ascending));
        }
        double rest = Arrays.stream(ascending).sum();
        for (int capped = 0; capped < users; capped++) {
            double room = 1 - share * capped;
            double level = share * rest / room;
            if (room <= 0) {
                break;
            }
            if (level >= ascending[users - 1 - capped]) {
                return capped == 0 ? ascending[users - 1] : level;
            }
            rest -= ascending[users - 1 - capped];
        }
        return ascending[0];
    }
}
