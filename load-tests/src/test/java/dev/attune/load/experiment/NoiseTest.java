package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NoiseTest {
    private final Random random = new Random(7);
    private final List<Double> differences =
            IntStream.range(0, 2_000).mapToObj(i -> 3 * random.nextGaussian()).toList();

    /** Against people who are played: 200,000 pairs of people, so a false alarm at 0.005 has a chance below 1e-5. */
    @Test
    void peopleAgreeAsOftenAsWanted() {
        Noise noise = Noise.calibrated(differences, 0.15, 0.745);
        assertThat(noise.agreement(differences)).isCloseTo(0.745, within(1e-6));
        int agreed = 0;
        int right = 0;
        int trials = 200_000;
        for (int i = 0; i < trials; i++) {
            double difference = differences.get(i % differences.size());
            boolean one = says(noise, difference);
            agreed += one == says(noise, difference) ? 1 : 0;
            right += one == difference > 0 ? 1 : 0;
        }
        assertThat(agreed / (double) trials).isCloseTo(0.745, within(0.005));
        assertThat(right / (double) trials).isCloseTo(noise.ceiling(differences), within(0.005));
    }

    @Test
    void carelessPeopleCannotAgreeMoreThanChanceAllows() {
        assertThatThrownBy(() -> Noise.calibrated(differences, 0.8, 0.745))
                .hasMessageContaining("at most, wanted 0.745");
    }

    private boolean says(Noise noise, double difference) {
        if (random.nextDouble() < noise.careless()) {
            return random.nextBoolean();
        }
        return noise.look(difference, random) > noise.look(0, random);
    }
}
