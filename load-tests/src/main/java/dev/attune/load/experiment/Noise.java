package dev.attune.load.experiment;

import java.util.List;
import java.util.Random;

/**
 * How people err. A careful one finds the better of two answers with probability σ(difference ÷ temperature), a careless one guesses.
 * Immutable; any thread.
 *
 * @param temperature above 0
 * @param careless the share of people who guess, 0…1
 */
record Noise(double temperature, double careless) {
    private static final double COLDEST = 1e-4;
    private static final double HOTTEST = 1e3;
    private static final int HALVINGS = 60;

    /**
     * The noise under which two people drawn at random agree about {@code agreement} of the pairs.
     *
     * @param differences in worth, of pairs as people meet them
     * @throws IllegalArgumentException if not even people without noise agree so often
     */
    static Noise calibrated(List<Double> differences, double careless, double agreement) {
        double most = new Noise(COLDEST, careless).agreement(differences);
        if (most < agreement) {
            throw new IllegalArgumentException("people can agree " + most + " at most, wanted " + agreement);
        }
        double low = COLDEST;
        double high = HOTTEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = Math.sqrt(low * high);
            if (new Noise(middle, careless).agreement(differences) > agreement) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new Noise(high, careless);
    }

    /** How often two people drawn at random say the same of a pair. */
    double agreement(List<Double> differences) {
        return differences.stream()
                .mapToDouble(this::saysFirst)
                .map(first -> first * first + (1 - first) * (1 - first))
                .average()
                .orElseThrow();
    }

    /** How often who knows the taste exactly says the same of a pair as a person drawn at random: no model can do better. */
    double ceiling(List<Double> differences) {
        return differences.stream().mapToDouble(this::ceiling).average().orElseThrow();
    }

    /** The same of one pair. */
    double ceiling(double difference) {
        double first = saysFirst(difference);
        return Math.max(first, 1 - first);
    }

    /**
     * What a careful person takes an answer to be worth at one look. The differences of two such looks follow the logistic law: Gumbel
     * noise (Yellott, J. Math. Psychology 15 (1977), p. 109).
     */
    double look(double worth, Random random) {
        return worth - temperature * Math.log(-Math.log(random.nextDouble() * (1 - 1e-12) + 1e-12 / 2));
    }

    private double saysFirst(double difference) {
        return (1 - careless) / (1 + Math.exp(-difference / temperature)) + careless / 2;
    }
}
