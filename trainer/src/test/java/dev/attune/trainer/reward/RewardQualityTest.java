package dev.attune.trainer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
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
        RewardQuality quality = RewardQuality.of(List.of(2.0, 0.0, -1.0, 3.0), List.of(), List.of());
        assertThat(quality.accuracy()).isEqualTo(0.625);
        assertThat(quality.pairs()).isEqualTo(4);
        assertThat(quality.thumbAuroc()).isNaN();
        assertThat(quality.metrics()).containsKey("reward/accuracy").doesNotContainKey("reward/thumb_auroc");
        assertThat(RewardQuality.NONE.metrics()).isEmpty();
        assertThat(RewardQuality.NONE.sentence()).isEqualTo("nothing was held out to measure by");
    }

    @Test
    void lossOfAMarginIsMinusLogSigmoidHoweverLarge() {
        RewardQuality quality = RewardQuality.of(List.of(-1000.0, 1000.0), List.of(), List.of());
        assertThat(quality.loss()).isEqualTo(500);
        assertThat(RewardQuality.of(List.of(0.0), List.of(), List.of()).loss()).isEqualTo(Math.log(2), within(1e-12));
    }

    private static List<Double> drawn(Random random, int count) {
        return DoubleStream.generate(() -> random.nextInt(20))
                .limit(count)
                .boxed()
                .toList();
    }
}
