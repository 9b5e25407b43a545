package dev.attune.trainer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WilsonTest {
    /** Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3, and by hand. */
    @ParameterizedTest
    @CsvSource({"81, 263, .2553, .3662", "15, 148, .0624, .1605", "0, 20, 0, .1611", "1, 29, .0061, .1718"})
    void wilsonAgreesWithPublishedIntervals(double wins, int trials, double low, double high) {
        Wilson interval = Wilson.of95(wins, trials);
        assertThat(interval.low()).isCloseTo(low, within(5e-5));
        assertThat(interval.high()).isCloseTo(high, within(5e-5));
    }

    @Test
    void wilsonKnowsNothingWithoutTrialsAndRefusesNonsense() {
        assertThat(Wilson.of95(0, 0)).isEqualTo(new Wilson(0, 1));
        assertThatThrownBy(() -> Wilson.of95(5, 4)).hasMessage("wins must be in [0, 4], was 5.0");
        assertThatThrownBy(() -> Wilson.of95(Double.NaN, 4)).isInstanceOf(IllegalArgumentException.class);
    }
}
