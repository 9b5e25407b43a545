package dev.attune.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class SpreadTest {

    @Test
    void takesPercentilesWhateverTheOrder() {
        List<Double> values =
                DoubleStream.iterate(100, v -> v >= 0, v -> v - 1).boxed().toList();
        assertThat(Spread.of(values)).isEqualTo(new Spread(50, 10, 90, 101));
    }

    @Test
    void liesBetweenTwoMiddleValues() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
    }

    @Test
    void isOneValueWhereThereIsOne() {
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7, 1));
    }

    @Test
    void oneStallDoesNotMoveTheMiddle() {
        assertThat(Spread.of(List.of(1.0, 1.0, 1.0, 1.0, 500.0)).median()).isEqualTo(1);
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> Spread.of(Collections.emptyList())).isInstanceOf(IllegalArgumentException.class);
    }
}
