package dev.attune.trainer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Prompts that are asked eight times are no eight prompts. */
class IndependentTrialsTest {
    @Test
    void promptsThatAlwaysEndAlikeCountOnce() {
        List<List<Double>> wins = IntStream.range(0, 100)
                .mapToObj(i -> Collections.nCopies(8, i < 55 ? 1.0 : 0.0))
                .toList();
        assertThat(IndependentTrials.of(wins)).isEqualTo(100);
        assertThat(Wilson.ofGroups(wins)).isEqualTo(Wilson.of95(55, 100));
        // Counted each for itself, 55 of 100 prompts would be sure.
        assertThat(Wilson.of95(55 * 8, 100 * 8).low()).isGreaterThan(0.5);
    }

    @Test
    void withoutVarianceOrWithOneAnswerEachPromptsAreWhatIsCounted() {
        assertThat(IndependentTrials.of(Collections.nCopies(10, Collections.nCopies(8, 1.0))))
                .isEqualTo(10);
        assertThat(IndependentTrials.of(Collections.nCopies(10, Collections.nCopies(8, 0.5))))
                .isEqualTo(10);
        assertThat(IndependentTrials.of(List.of(List.of(1.0), List.of(0.0), List.of(1.0))))
                .isEqualTo(3);
        assertThat(IndependentTrials.of(List.of(List.of(1.0, 0.0, 1.0)))).isEqualTo(1);
        assertThat(Wilson.ofGroups(List.of())).isEqualTo(new Wilson(0, 1));
    }

    /**
     * 20 prompts asked four times, half of them won three times and half once: variance 20 · 20/19 / 80², so 76 trials, less the share that t
     * of 19 degrees, 2.0930, asks for.
     */
    @Test
    void theVarianceIsThatBetweenPrompts() {
        List<List<Double>> wins = IntStream.range(0, 20)
                .mapToObj(i -> i < 10 ? List.of(1.0, 1.0, 1.0, 0.0) : List.of(1.0, 0.0, 0.0, 0.0))
                .toList();
        assertThat(IndependentTrials.of(wins)).isCloseTo(76 * Math.pow(1.95996 / 2.0930, 2), within(0.1));
    }

    /** Pairs of rankings of two to five answers: groups count by what is in them. */
    @Test
    void groupsMayDifferInSize() {
        List<List<Double>> wins = List.of(List.of(1.0), List.of(1.0, 0.0, 1.0), List.of(0.0, 0.0));
        // Share ½, sums beyond it ½, ½ and −1: variance 1.5 · 3/2 / 6², 4 trials, and t of 2 degrees takes them below
        // the 3 groups.
        assertThat(IndependentTrials.of(wins)).isEqualTo(3);
        assertThat(Wilson.ofGroups(wins)).isEqualTo(Wilson.of95(1.5, 3));
    }
}
