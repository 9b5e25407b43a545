package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class WinRateTest {

    /** The lower end is the p from which the rate is exactly z standard errors of p away. */
    @Test
    void theLowerBoundSolvesItsDefinition() {
        for (WinRate each : new WinRate[] {new WinRate(900, 1000), new WinRate(3, 4), new WinRate(51.5, 100)}) {
            double low = each.low();
            double standardError = Math.sqrt(low * (1 - low) / each.trials());
            assertThat((each.rate() - low) / standardError).isCloseTo(1.959964, within(1e-6));
        }
        assertThat(new WinRate(0, 10).low()).isCloseTo(0, within(1e-12));
        assertThat(new WinRate(900, 1000).low()).isCloseTo(0.8799, within(1e-4));
    }

    @Test
    void aTieIsHalfAWin() {
        assertThat(WinRate.point(1, 0)).isEqualTo(1);
        assertThat(WinRate.point(0, 1)).isZero();
        assertThat(WinRate.point(0.1 + 0.2, 0.3)).isEqualTo(0.5);
    }

    @Test
    void refusesMoreWinsThanTrials() {
        assertThatThrownBy(() -> new WinRate(3, 2)).hasMessage("wins must be in 0...2, were 3.0");
    }
}
