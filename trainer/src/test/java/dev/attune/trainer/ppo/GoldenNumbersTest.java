package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The numbers of the paper formulas, worked out by hand. */
class GoldenNumbersTest {
    private static final Offset<Double> LAST_DIGIT = within(5.1e-7);
    private static final Offset<Double> EXACT = within(1e-12);
    private static final double[] REWARDS = {-.05, .02, 1.90};
    private static final double[] VALUES = {1.5, 1.6, 1.8};
    private static final double[] LOG_RATIOS = {.5, -.2, 1.0};

    @Test
    void advantagesOfOneAnswer() {
        assertClose(Advantages.estimate(REWARDS, VALUES, 1, 1).advantages(), EXACT, .37, .32, .10);
        Advantages smoothed = Advantages.estimate(REWARDS, VALUES, 1, .95);
        assertClose(smoothed.advantages(), EXACT, .34925, .315, .10);
        assertClose(smoothed.returns(), EXACT, 1.84925, 1.915, 1.9);
    }

    @Test
    void nothingIsExpectedAfterTheLastToken() {
        Advantages whole = Advantages.estimate(REWARDS, VALUES, 1, 1);
        assertClose(whole.returns(), EXACT, -.05 + .02 + 1.90, .02 + 1.90, 1.90);
        assertClose(
                Advantages.estimate(REWARDS, VALUES, 1, 0).advantages(),
                EXACT,
                -.05 + 1.6 - 1.5,
                .02 + 1.8 - 1.6,
                1.90 - 1.8);
    }

    @Test
    void whitenedAdvantagesHaveMeanZeroAndPopulationVarianceOne() {
        List<double[]> white = Advantages.whitened(
                List.of(Advantages.estimate(REWARDS, VALUES, 1, .95).advantages()));
        assertClose(white.get(0), LAST_DIGIT, .856641, .546165, -1.402807);
    }

    @Test
    void whiteningTakesAllRealTokensTogether() {
        List<double[]> white = Advantages.whitened(List.of(new double[] {.34925}, new double[] {.315, .10}));
        assertClose(white.get(0), LAST_DIGIT, .856641);
        assertClose(white.get(1), LAST_DIGIT, .546165, -1.402807);
    }

    @Test
    void advantagesThatAreAllAlikeBecomeZero() {
        assertClose(Advantages.whitened(List.of(new double[] {.3, .3})).get(0), EXACT, 0, 0);
    }

    @Test
    void theScoreIsPaidOnceAtTheLastToken() {
        double[] rewards = Rewards.shaped(LOG_RATIOS, .1, 2);
        assertClose(rewards, EXACT, -.05, .02, 1.90);
        double leaving = Arrays.stream(LOG_RATIOS).sum();
        assertThat(Arrays.stream(rewards).sum()).isEqualTo(2 - .1 * leaving, EXACT);
    }

    @Test
    void anAnswerWithoutAnEndIsPaidThePenaltyAtMost() {
        assertThat(Rewards.score(2, true, -1)).isEqualTo(2);
        assertThat(Rewards.score(2, false, -1)).isEqualTo(-1);
        assertThat(Rewards.score(-3, false, -1)).isEqualTo(-3);
    }

    @Test
    void estimatesOfKl() {
        assertClose(Arrays.stream(LOG_RATIOS).map(KlEstimate::k1).toArray(), EXACT, LOG_RATIOS);
        assertClose(Arrays.stream(LOG_RATIOS).map(KlEstimate::k2).toArray(), EXACT, .125, .02, .5);
        assertClose(Arrays.stream(LOG_RATIOS).map(KlEstimate::k3).toArray(), LAST_DIGIT, .106531, .021403, .367879);
    }

    @Test
    void clippedPolicyLoss() {
        assertPolicyLoss(.3, 1, -1.2, true);
        assertPolicyLoss(.3, -1, 1.349859, false);
        assertPolicyLoss(-.4, 1, -.670320, false);
        assertPolicyLoss(-.4, -1, .8, true);
        assertPolicyLoss(.05, 1, -1.051271, false);
    }

    @Test
    void clippedValueLoss() {
        assertThat(ClippedLoss.value(2.0, 1.5, 1.9, .2)).isEqualTo(.02, EXACT);
        assertThat(ClippedLoss.value(1.6, 1.5, 1.9, .2)).isEqualTo(.045, EXACT);
    }

    @Test
    void adaptivePriceOfKl() {
        KlControl start = new KlControl(.15, 6, 10_000, 0);
        assertThat(start.after(9, 512).coefficient()).isEqualTo(.151536, EXACT);
        assertThat(start.after(6.3, 512).coefficient()).isEqualTo(.150384, EXACT);
        assertThat(start.after(1, 512).coefficient()).isEqualTo(.148464, EXACT);
        assertThat(KlControl.fixed(.15).after(9, 512).coefficient()).isEqualTo(.15);
    }

    @Test
    void closedFormOptimum() {
        double[] reference = {.4, .3, .2, .1};
        double[] rewards = {0, 1, 2, 3};
        Tilt tilt = Tilt.of(reference, rewards, .5);
        assertClose(tilt.policy(), LAST_DIGIT, .007424, .041142, .202669, .748765);
        assertThat(tilt.objective()).isEqualTo(1.993372, LAST_DIGIT);
        assertThat(tilt.kl()).isEqualTo(1.398804, LAST_DIGIT);
        assertThat(Tilt.objective(tilt.policy(), reference, rewards, .5)).isEqualTo(tilt.objective(), EXACT);
    }

    private static void assertPolicyLoss(double logRatio, double advantage, double loss, boolean clipped) {
        assertThat(ClippedLoss.policy(logRatio, advantage, .2)).isEqualTo(loss, LAST_DIGIT);
        assertThat(ClippedLoss.isClipped(logRatio, advantage, .2)).isEqualTo(clipped);
    }

    private static void assertClose(double[] actual, Offset<Double> offset, double... expected) {
        assertThat(actual).hasSize(expected.length).containsExactly(expected, offset);
    }
}
