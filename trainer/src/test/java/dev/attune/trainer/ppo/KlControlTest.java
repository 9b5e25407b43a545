package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KlControlTest {
    private static final double TARGET = 2.5;

    @Test
    void whatIsAheadIsWhereItGoes() {
        assertThat(KlControl.ahead(List.of(1.0, 1.5))).isEqualTo(3);
        assertThat(KlControl.ahead(List.of(1.5, 1.0))).isEqualTo(-0.5);
        assertThat(KlControl.ahead(List.of(2.0, 2.0, 2.0))).isEqualTo(2);
        assertThat(KlControl.ahead(List.of(0.7))).isEqualTo(0.7);
        // mean 2, slope (−1.5·1 − ½·3 + ½·1 + 1.5·3) / 5 = 0.4, read 4.5 to the right of the middle
        assertThat(KlControl.ahead(List.of(1.0, 3.0, 1.0, 3.0))).isCloseTo(3.8, within(1e-12));
    }

    @Test
    void thePriceIsNeverLessThanAFifthOfWhatItBeganWithAndAllOfItForAPolicyOnItsWay() {
        KlControl first = longBelowTarget(false);
        assertThat(first.coefficient()).isEqualTo(0.04);
        assertThat(first.after(9, 100).coefficient()).isCloseTo(0.048, within(1e-12));
        assertThat(longBelowTarget(true).coefficient()).isEqualTo(0.2);
    }

    private static KlControl longBelowTarget(boolean practised) {
        KlControl control = new KlControl(0, 2, 100, 0).startingAt(4, practised);
        assertThat(control.coefficient()).isEqualTo(0.2);
        for (int iteration = 0; iteration < 50; iteration++) {
            control = control.after(0.1, 100);
        }
        return control;
    }

    /** A policy that goes a tenth of the way to what its price allows, an iteration: a slow answer, as practice shows it. */
    @Test
    void aPolicyThatAnswersLateDoesNotSwingPastTheTarget() {
        assertThat(farthest(false)).isGreaterThan(1.2 * TARGET);
        assertThat(farthest(true)).isBetween(TARGET, 1.1 * TARGET);
    }

    private static double farthest(boolean ahead) {
        KlControl control = new KlControl(1.3, TARGET, 160, 0);
        double farthest = 0;
        double kl = 0;
        List<Double> seen = new ArrayList<>();
        for (int iteration = 0; iteration < 60; iteration++) {
            kl += 0.1 * (0.6 / control.coefficient() - kl);
            seen.add(kl);
            List<Double> last = seen.subList(Math.max(0, seen.size() - KlControl.SEEN), seen.size());
            control = control.after(ahead ? KlControl.ahead(last) : kl, 128);
            farthest = Math.max(farthest, kl);
        }
        assertThat(kl).isCloseTo(TARGET, within(0.15));
        return farthest;
    }
}
