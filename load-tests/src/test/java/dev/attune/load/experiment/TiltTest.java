package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TiltTest {

    @Test
    void isTheClosedForm() {
        double[] rewards = {0, 1, 2, 3};
        Tilt tilt = Tilt.of(new double[] {.4, .3, .2, .1}, rewards, .5);
        double[] golden = {.007424, .041142, .202669, .748765};
        for (int i = 0; i < golden.length; i++) {
            assertThat(tilt.policy()[i]).isCloseTo(golden[i], within(5e-7));
        }
        assertThat(tilt.kl()).isCloseTo(1.398804, within(5e-7));
        assertThat(tilt.objective(rewards, .5)).isCloseTo(1.993372, within(5e-7));
    }

    /** J* = β·log Σ π·exp(r/β), and no other policy on a grid gets more. */
    @Test
    void nothingGetsMore() {
        double[] reference = {.5, .3, .2};
        double[] rewards = {1, -2, .5};
        double best = Tilt.of(reference, rewards, .7).objective(rewards, .7);
        for (int i = 1; i < 50; i++) {
            for (int j = 1; i + j < 50; j++) {
                double[] policy = {i / 50.0, j / 50.0, 1 - (i + j) / 50.0};
                double kl = 0;
                for (int y = 0; y < 3; y++) {
                    kl += policy[y] * Math.log(policy[y] / reference[y]);
                }
                assertThat(new Tilt(policy, kl).objective(rewards, .7)).isLessThanOrEqualTo(best);
            }
        }
    }

    @Test
    void findsThePriceOfAKl() {
        List<double[]> rewards =
                List.of(new double[] {0, 1, 2, 5}, new double[] {3, 3, 1, 0}, new double[] {-1, 0, 0, 0});
        double price = Tilt.priceFor(rewards, 0.3);
        double kl = rewards.stream()
                .mapToDouble(each -> Tilt.ofSamples(each, price).kl())
                .average()
                .orElseThrow();
        assertThat(kl).isCloseTo(0.3, within(1e-6));
    }

    @Test
    void samplesShowNoMoreKlThanTheirNumberAllows() {
        Tilt tilt = Tilt.ofSamples(new double[] {0, 1, 2, 3}, Tilt.priceFor(List.of(new double[] {0, 1, 2, 3}), 8));
        assertThat(tilt.kl()).isCloseTo(Math.log(4), within(1e-6));
        assertThat(Arrays.stream(tilt.policy()).max().orElseThrow()).isCloseTo(1, within(1e-6));
    }
}
