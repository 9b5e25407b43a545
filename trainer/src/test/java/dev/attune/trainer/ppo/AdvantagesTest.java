package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdvantagesTest {
    private static final List<double[]> ANSWERS = List.of(new double[] {2, -1}, new double[] {3});

    @Test
    void aTokenDrawnAgainstTheOddsCountsInProportion() {
        List<double[]> logprobs = List.of(new double[] {Math.log(0.5), Math.log(0.001)}, new double[] {Math.log(0.01)});
        List<double[]> tempered = Advantages.tempered(ANSWERS, logprobs, 0.01);
        assertThat(tempered.get(0)).containsExactly(new double[] {2, -0.1}, within(1e-12));
        assertThat(tempered.get(1)).containsExactly(new double[] {3}, within(1e-12));
    }

    @Test
    void withoutALimitAllCountAlike() {
        List<double[]> logprobs = List.of(new double[] {-9, -20}, new double[] {-30});
        assertThat(Advantages.tempered(ANSWERS, logprobs, 0)).isSameAs(ANSWERS);
    }
}
