package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class GapsTest {
    @Test
    void percentilesAreOfAllRoundsTogether() {
        Gaps calm = new Gaps(gaps(101, 1), gaps(101, 2));
        Gaps other = new Gaps(gaps(101, 4), gaps(101, 3));

        assertThat(calm.p99Ratio()).isEqualTo(2);
        assertThat(other.p99Ratio()).isEqualTo(0.75);
        // of 202 gaps each the fourth longest: the others' 98th of 101
        assertThat(Gaps.together(List.of(calm, other)).p99Ratio()).isEqualTo(294.0 / 392);
        assertThat(calm.percentiles().get("training"))
                .containsEntry("p50", 102.0)
                .containsEntry("longest", 202.0)
                .containsEntry("count", 101.0);
    }

    /** Not in order. */
    private static double[] gaps(int count, double step) {
        return DoubleStream.iterate(count, left -> left > 0, left -> left - 1)
                .map(each -> each * step)
                .toArray();
    }
}
