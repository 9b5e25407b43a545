package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservationTest {
    private static final Rollout ENDED =
            new Rollout(new int[] {1}, new int[] {5, 6, 2}, new float[] {-1, -2, -1}, true);
    private static final Rollout ENDLESS = new Rollout(new int[] {1}, new int[] {5}, new float[] {-3}, false);
    private final Experience experience = new Experience(
            List.of(ENDED, ENDLESS),
            Minibatches.cut(List.of(ENDED, ENDLESS), 1, 64, 1),
            new double[] {2, -1},
            List.of(new double[] {-1, -2, -1}, new double[] {-3.5}),
            List.of(new double[] {-1.5, -1.8, -2}, new double[] {-3.5}),
            List.of(new double[] {1, 2, 3}, new double[] {4}));

    @Test
    void sumsAreTakenOverAnswersAndMeansOverTheirNumber() {
        Map<String, Double> metrics = new Observation(experience).metrics(0.1);
        // Log-ratios .5, −.2, 1 and 0; the second answer is one token long and counts as much as the first.
        assertThat(metrics)
                .hasEntrySatisfying("objective/kl", value -> assertThat(value).isEqualTo(1.3 / 2, within(1e-12)))
                .hasEntrySatisfying("objective/kl_k3", value -> assertThat(value)
                        .isEqualTo((.106531 + .021403 + .367879) / 2, within(1e-6)))
                .containsEntry("objective/entropy", (4 + 3.5) / 2)
                .containsEntry("objective/scores", 0.5)
                .hasEntrySatisfying(
                        "objective/rlhf_reward", value -> assertThat(value).isEqualTo(0.5 - 0.065, within(1e-12)))
                .containsEntry("policy/entropy_avg", 2.5)
                .containsEntry("val/num_eos_tokens", 1.0)
                .containsEntry("response_length", 2.0)
                .containsEntry("rollout/logprob_gap", 0.5);
    }

    @Test
    void theCordHearsOfNoiseAndOfAnswersWithoutAnEnd() {
        StopCord.Sample sample = new Observation(experience).sample(0.25);
        assertThat(sample.klError()).isEqualTo(0.65 / Math.sqrt(2), within(1e-12));
        assertThat(sample.endless()).isEqualTo(0.5);
        assertThat(sample.referenceEndless()).isEqualTo(0.25);
    }

    @Test
    void thePriceToBeginWithFollowsFromTheScoresOfAnswersToTheSamePrompt() {
        double spread = new Observation(experience).spread();
        assertThat(spread).isEqualTo(Math.sqrt(4.5), within(1e-12));
        // KL of the best policy at ten times that price, σ²/(2β²), is the target.
        double price =
                10 * new KlControl(0, 3, 100, 0).startingAt(spread, false).coefficient();
        assertThat(spread * spread / (2 * price * price)).isEqualTo(3, within(1e-12));
        assertThat(new KlControl(0.2, 3, 100, 0).startingAt(spread, false).coefficient())
                .isEqualTo(0.2);
        assertThat(KlControl.fixed(0).startingAt(spread, false).coefficient()).isEqualTo(0);
    }
}
