package dev.attune.trainer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RewardQualityTest {
    @Test
    void aurocIsTheShareOfPairsInOrder() {
        // (3 > 2, 3 > 1, 1 < 2, 1 = 1) → (1 + 1 + 0 + ½) / 4
        assertThat(RewardQuality.auroc(List.of(3.0, 1.0), List.of(2.0, 1.0))).isEqualTo(0.625);
        assertThat(RewardQuality.auroc(List.of(2.0, 3.0), List.of(0.0, 1.0))).isEqualTo(1);
        assertThat(RewardQuality.auroc(List.of(5.0, 5.0), List.of(5.0))).isEqualTo(0.5);
        assertThat(RewardQuality.auroc(List.of(), List.of(5.0))).isNaN();
    }

    @Test
    void aurocOfManyIsWhatCountingSays() {
        Random random = new Random(1);
        List<Double> up = drawn(random, 60);
        List<Double> down = drawn(random, 40);
        double counted = 0;
        for (double a : up) {
            for (double b : down) {
                counted += RewardQuality.right(a - b);
            }
        }
        assertThat(RewardQuality.auroc(up, down)).isEqualTo(counted / 2400, within(1e-12));
    }

    @Test
    void calibrationErrorIsTheGapBetweenSureAndRight() {
        // Three of four right at a confidence of σ(ln 3) = ¾: no gap. All right at ½: a gap of a half.
        double three = Math.log(3);
        assertThat(RewardQuality.calibrationError(List.of(three, three, three, -three)))
                .isEqualTo(0, within(1e-12));
        assertThat(RewardQuality.calibrationError(List.of(1e-9, 1e-9))).isEqualTo(0.5, within(1e-6));
        // Two bins: σ(3) always wrong, σ(ln 3) as it should be.
        double wrong = 1 / (1 + Math.exp(-3));
        assertThat(RewardQuality.calibrationError(List.of(three, three, three, -three, -3.0)))
                .isEqualTo(wrong / 5, within(1e-12));
    }

    @Test
    void equalScoresCountHalfAndNothingIsNotANumber() {
        RewardQuality quality = RewardQuality.of(List.of(List.of(2.0, 0.0, -1.0, 3.0)), List.of(), List.of());
        assertThat(quality.accuracy()).isEqualTo(0.625);
        assertThat(quality.pairs()).isEqualTo(4);
        assertThat(quality.thumbAuroc()).isNaN();
        assertThat(quality.metrics()).containsKey("reward/accuracy").doesNotContainKey("reward/thumb_auroc");
        assertThat(RewardQuality.NONE.metrics()).isEmpty();
        assertThat(RewardQuality.NONE.sentence()).isEqualTo("nothing was held out to measure by");
    }

    @Test
    void lossOfAMarginIsMinusLogSigmoidHoweverLarge() {
        RewardQuality quality = RewardQuality.of(List.of(List.of(-1000.0, 1000.0)), List.of(), List.of());
        assertThat(quality.loss()).isEqualTo(500);
        assertThat(RewardQuality.of(List.of(List.of(0.0)), List.of(), List.of()).loss())
                .isEqualTo(Math.log(2), within(1e-12));
    }

    /** Of a hundred rankings, 60 are wholly right and 40 wholly wrong: no more is known than of a hundred pairs. */
    @Test
    void preferencesAboutOnePromptHangTogether() {
        List<List<Double>> margins = IntStream.range(0, 100)
                .mapToObj(i -> Collections.nCopies(15, i < 60 ? 1.0 : -1.0))
                .toList();
        RewardQuality quality = RewardQuality.of(margins, List.of(), List.of());
        assertThat(quality.accuracy()).isEqualTo(0.6);
        assertThat(quality.agreementLow()).isCloseTo(0.5020, within(5e-5));
    }

    /** Scores drawn by lot are taken for knowledge in 2.5 % of trials: 25 of 1,000 are expected, with a deviation of 5. */
    @Test
    void scoresThatKnowNothingSeldomSeemToAgree() {
        Random random = new Random(4);
        long taken = IntStream.range(0, 1_000)
                .filter(trial ->
                        RewardQuality.of(byLot(random), List.of(), List.of()).agreementLow() > 0.5)
                .count();
        long takenForThumbs = IntStream.range(0, 1_000)
                .filter(trial -> RewardQuality.of(List.of(), byLot(random, 30), byLot(random, 70))
                                .agreementLow()
                        > 0.5)
                .count();
        assertThat(taken).isBetween(5L, 45L);
        assertThat(takenForThumbs).isBetween(5L, 45L);
    }

    @Test
    void whoRankedNothingSaysItWithThumbs() {
        RewardQuality quality = RewardQuality.of(List.of(), List.of(3.0, 2.0, 4.0), List.of(0.0, 1.0, -1.0));
        // AUROC 1, deviation √(7/108)
        assertThat(quality.agreementLow()).isCloseTo(1 - 1.95996 * Math.sqrt(7 / 108.0), within(1e-5));
        assertThat(RewardQuality.NONE.agreementLow()).isNaN();
    }

    /** Fifty rankings of five answers: all pairs of each. */
    private static List<List<Double>> byLot(Random random) {
        return IntStream.range(0, 50)
                .mapToObj(ranking -> {
                    List<Double> scores = byLot(random, 5);
                    return IntStream.range(0, 25)
                            .filter(pair -> pair / 5 < pair % 5)
                            .mapToObj(pair -> scores.get(pair / 5) - scores.get(pair % 5))
                            .toList();
                })
                .toList();
    }

    private static List<Double> byLot(Random random, int count) {
        return DoubleStream.generate(random::nextGaussian).limit(count).boxed().toList();
    }

    private static List<Double> drawn(Random random, int count) {
        return DoubleStream.generate(() -> random.nextInt(20))
                .limit(count)
                .boxed()
                .toList();
    }
}
