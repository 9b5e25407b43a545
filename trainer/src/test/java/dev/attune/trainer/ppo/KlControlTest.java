package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class KlControlTest {
    private static final double TARGET = 2.5;

    @Test
    void whatIsAheadIsWhereItGoes() {
        assertThat(KlControl.ahead(1, 1.5)).isEqualTo(3);
        assertThat(KlControl.ahead(1.5, 1)).isEqualTo(-0.5);
        assertThat(KlControl.ahead(2, 2)).isEqualTo(2);
    }

    /** A policy that goes a tenth of the way to what its price allows, an iteration: a slow answer, as practice shows it. */
    @Test
    void aPolicyThatAnswersLateDoesNotSwingPastTheTarget() {
        assertThat(farthest(false)).isGreaterThan(1.2 * TARGET);
        assertThat(farthest(true)).isBetween(TARGET, 1.05 * TARGET);
    }

    private static double farthest(boolean ahead) {
        KlControl control = new KlControl(1.3, TARGET, 160);
        double farthest = 0;
        double kl = 0;
        for (int iteration = 0; iteration < 60; iteration++) {
            double before = kl;
            kl += 0.1 * (0.6 / control.coefficient() - kl);
            control = control.after(ahead ? KlControl.ahead(before, kl) : kl, 128);
            farthest = Math.max(farthest, kl);
        }
        assertThat(kl).isCloseTo(TARGET, within(0.15));
        return farthest;
    }
}
