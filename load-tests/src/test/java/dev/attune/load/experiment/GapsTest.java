package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class GapsTest {
    @Test
    void percentilesAreOfGapsInAnyOrder() {
        Gaps gaps = new Gaps(gaps(101, 2), gaps(101, 3));

        assertThat(gaps.p99Ratio()).isEqualTo(1.5);
        assertThat(gaps.percentiles().get("training"))
                .containsEntry("p50", 153.0)
                .containsEntry("p99", 300.0)
                .containsEntry("longest", 303.0)
                .containsEntry("count", 101.0);
    }

    /** From the longest down. */
    private static double[] gaps(int count, double step) {
        return DoubleStream.iterate(count, left -> left > 0, left -> left - 1)
                .map(each -> each * step)
                .toArray();
    }
}
