package dev.attune.load.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArrivalsTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    @Test
    void anInfiniteRateIsAllAtOnce() {
        assertThat(Arrivals.offsetsNs(5, INF, 1, new Random(1))).containsOnly(0).hasSize(5);
    }

    @Test
    void aMetronomeHasConstantGaps() {
        assertThat(Arrivals.offsetsNs(4, 8, INF, new Random(1)))
                .containsExactly(125_000_000, 250_000_000, 375_000_000, 500_000_000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 4})
    void theLastOneComesWhenTheRateSaysWhateverTheBurstiness(double burstiness) {
        long[] offsets = Arrivals.offsetsNs(1000, 20, burstiness, new Random(3));
        assertThat(offsets).isSorted().doesNotContain(-1);
        assertThat(offsets[999]).isEqualTo(50_000_000_000L);
    }

    @Test
    void theSameSeedGivesTheSameSchedule() {
        assertThat(Arrivals.offsetsNs(50, 3, 1, new Random(9))).isEqualTo(Arrivals.offsetsNs(50, 3, 1, new Random(9)));
    }

    /** Gaps of a Poisson process are exponential: as spread as they are long. A miss by chance is less likely than 1 in 10⁶. */
    @Test
    void aBurstinessOfOneIsAPoissonProcess() {
        double[] gaps = gaps(Arrivals.offsetsNs(20_000, 100, 1, new Random(5)));
        double mean = mean(gaps);
        assertThat(mean).isCloseTo(0.01, within(1e-5));
        assertThat(std(gaps) / mean).isCloseTo(1, within(0.05));
        // P(gap > mean) = 1/e.
        assertThat((double) Arrays.stream(gaps).filter(gap -> gap > mean).count() / gaps.length)
                .isCloseTo(Math.exp(-1), within(0.02));
    }

    /** The gamma distribution of shape k has mean k and variance k. Tolerances are beyond five standard errors. */
    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 1, 2.5, 9})
    void drawsHaveTheMeanAndVarianceOfTheGammaDistribution(double shape) {
        Random random = new Random(11);
        double[] draws = DoubleStream.generate(() -> Arrivals.gamma(shape, random))
                .limit(100_000)
                .toArray();
        assertThat(mean(draws)).isCloseTo(shape, within(0.05 * Math.sqrt(shape)));
        assertThat(std(draws) * std(draws) / shape).isCloseTo(1, within(0.12));
        assertThat(Arrays.stream(draws).min().orElseThrow()).isNotNegative();
    }

    private static double[] gaps(long[] offsets) {
        double[] gaps = new double[offsets.length];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = (offsets[i] - (i == 0 ? 0 : offsets[i - 1])) / 1e9;
        }
        return gaps;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double std(double[] values) {
        double mean = mean(values);
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }
}
