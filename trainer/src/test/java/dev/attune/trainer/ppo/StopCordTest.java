package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.trainer.ppo.StopCord.Sample;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StopCordTest {
    private final StopCord cord = new StopCord(0.1, 8, 4, 0.3, 0.05);

    @Test
    void theStandardOneIsTheDesigns() {
        StopCord standard = StopCord.STANDARD;
        assertThat(standard.ratioBand()).isEqualTo(0.1);
        assertThat(standard.clipShare()).isEqualTo(0.3);
        assertThat(standard.endlessShare()).isEqualTo(0.05);
        assertThat(standard.klBudget()).isEqualTo(8);
        UpdateConfig update = PpoConfig.STANDARD.update();
        assertThat(update.clip()).isEqualTo(0.2);
        assertThat(update.valueClip()).isEqualTo(0.2);
        assertThat(update.lambda()).isEqualTo(0.95);
        assertThat(update.gamma()).isEqualTo(1);
        assertThat(update.adamW().epsilon()).isEqualTo(1e-5);
        assertThat(update.adamW().clipNorm()).isEqualTo(1);
        assertThat(PpoConfig.STANDARD.cord()).isEqualTo(standard);
        assertThat(PpoConfig.STANDARD.rollouts().endlessScore()).isEqualTo(-1);
    }

    @Test
    void aHealthyRunGoesOn() {
        assertThat(cord.judge(new Sample(7.9, 0.3, 0.06, 0.02))).isEmpty();
        assertThat(cord.judge(new Sample(-0.3, 0.1, 0, 0))).isEmpty();
        assertThat(cord.judge(metrics(1.09, 0.29))).isEmpty();
        assertThat(cord.judge(metrics(0.91, 0))).isEmpty();
    }

    @Test
    void itStopsAboveTheKlBudget() {
        assertThat(cord.judge(new Sample(8.1, 0.3, 0, 0))).hasValueSatisfying(reason -> assertThat(reason)
                .isEqualTo("objective/kl is 8.100, above the budget of 8.000 nats"));
    }

    @Test
    void itStopsWhenKlIsBelowZeroByMoreThanNoise() {
        assertThat(cord.judge(new Sample(-0.5, 0.1, 0, 0))).isPresent();
    }

    @Test
    void itStopsWhenAnswersLoseTheirEnd() {
        assertThat(cord.judge(new Sample(1, 0.1, 0.08, 0.02))).hasValueSatisfying(reason -> assertThat(reason)
                .isEqualTo("8.0 % of answers do not end, 2.0 % of the reference's"));
    }

    @Test
    void itStopsWhenTheRatioLeavesItsBand() {
        assertThat(cord.judge(metrics(1.11, 0))).isPresent();
        assertThat(cord.judge(metrics(0.89, 0))).isPresent();
    }

    @Test
    void itStopsWhenTooMuchIsClipped() {
        assertThat(cord.judge(metrics(1, 0.31))).isPresent();
    }

    @Test
    void itStopsAtWhateverIsNotFinite() {
        assertThat(cord.judge(Map.of("loss/value_avg", Double.POSITIVE_INFINITY)))
                .contains("loss/value_avg is Infinity");
        assertThat(cord.judge(new Sample(Double.NaN, 0, 0, 0))).contains("objective/kl is NaN");
    }

    private static Map<String, Double> metrics(double ratio, double clipped) {
        return Map.of("val/ratio", ratio, "policy/clipfrac_avg", clipped);
    }
}
