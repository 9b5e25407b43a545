package dev.attune.load.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LogitErrorTest {

    @Test
    void ofEqualLogitsIsNothing() {
        float[] logits = {1, 2, 3, 4, 5, 6};
        assertThat(LogitError.between(logits, logits, 3)).isEqualTo(new LogitError(0, 0, 0, 2));
    }

    @Test
    void divergenceIgnoresAConstant() {
        LogitError error = LogitError.between(new float[] {1, 2, 3}, new float[] {2, 3, 4}, 3);
        assertThat(error.maxAbs()).isEqualTo(1);
        assertThat(error.meanKl()).isCloseTo(0, within(1e-12));
    }

    @Test
    void divergenceIsThatOfTheDistributions() {
        float[] p = {(float) Math.log(0.5), (float) Math.log(0.5)};
        float[] q = {(float) Math.log(0.25), (float) Math.log(0.75)};
        double expected = 0.5 * Math.log(0.5 / 0.25) + 0.5 * Math.log(0.5 / 0.75);
        assertThat(LogitError.between(p, q, 2).meanKl()).isCloseTo(expected, within(1e-6));
    }

    @Test
    void togetherWeighsByPositions() {
        LogitError all = LogitError.together(List.of(new LogitError(1, 0.5, 0.25, 1), new LogitError(2, 0.1, 0.05, 3)));
        assertThat(all.maxAbs()).isEqualTo(2);
        assertThat(all.meanAbs()).isCloseTo(0.2, within(1e-12));
        assertThat(all.meanKl()).isCloseTo(0.1, within(1e-12));
        assertThat(all.positions()).isEqualTo(4);
    }

    @Test
    void refusesRowsOfAnotherLength() {
        assertThatThrownBy(() -> LogitError.between(new float[4], new float[4], 3))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
