package dev.attune.trainer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.trainer.data.LeftOut;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RatedAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UserThresholdsTest {
    @Test
    void theGenerousHaveALowThresholdAndTheStrictAHighOne() {
        List<RatedAnswer> thumbs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            thumbs.add(thumb("generous", i < 9));
            thumbs.add(thumb("strict", i < 1));
        }
        UserThresholds thresholds = new UserThresholds(thumbs, 0.5);
        assertThat(thresholds.of("generous")).isEqualTo(0.5 + Math.log(2 / 10.0), within(1e-12));
        assertThat(thresholds.of("strict")).isEqualTo(0.5 + Math.log(10 / 2.0), within(1e-12));
        assertThat(thresholds.of("stranger")).isEqualTo(0.5);
    }

    @Test
    void aThresholdFindsWhereTheUserDraws() {
        // Scores vary, so the share of ups alone does not tell: b = 2 with scores about 1 in two heaps.
        Random random = new Random(3);
        List<RatedAnswer> thumbs = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            double score = random.nextBoolean() ? 4 : -2;
            thumbs.add(thumb("u", random.nextDouble() < 1 / (1 + Math.exp(2 - score))));
            scores.add(score);
        }
        UserThresholds thresholds = new UserThresholds(thumbs, 0);
        assertThat(thresholds.of("u")).isLessThan(0.5);
        for (int i = 0; i < thumbs.size(); i++) {
            thresholds.saw(thumbs.get(i), scores.get(i));
        }
        // The estimate's deviation is about 0.05: off by 0.25 once in a million seeds.
        assertThat(thresholds.of("u")).isEqualTo(2, within(0.25));
    }

    @Test
    void upsAndDownsCountTheSameHoweverMany() {
        List<RatedAnswer> thumbs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            thumbs.add(thumb("u" + i, i < 9));
        }
        List<RatedAnswer> balanced = new Preferences(List.of(), thumbs, List.of(), LeftOut.NOTHING).balancedThumbs(0.5);
        assertThat(sum(balanced, true)).isEqualTo(3, within(1e-12));
        assertThat(sum(balanced, false)).isEqualTo(3, within(1e-12));
        assertThat(new Preferences(List.of(), thumbs.subList(0, 9), List.of(), LeftOut.NOTHING).balancedThumbs(1))
                .isEmpty();
    }

    private static double sum(List<RatedAnswer> thumbs, boolean up) {
        return thumbs.stream()
                .filter(thumb -> thumb.up() == up)
                .mapToDouble(RatedAnswer::weight)
                .sum();
    }

    private static RatedAnswer thumb(String user, boolean up) {
        return new RatedAnswer(new int[] {1}, user, up, 1);
    }
}
