package dev.attune.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CosineScheduleTest {
    private final CosineSchedule schedule = new CosineSchedule(2.0, 0.1, 10, 110);

    @Test
    void risesInAStraightLineToThePeak() {
        assertThat(schedule.rate(1)).isEqualTo(0.2);
        assertThat(schedule.rate(5)).isEqualTo(1.0);
        assertThat(schedule.rate(10)).isEqualTo(2.0);
    }

    @Test
    void fallsAlongHalfACosineToTheFloorAndStaysThere() {
        assertThat(schedule.rate(60)).isEqualTo(1.1, within(1e-12));
        assertThat(schedule.rate(35)).isEqualTo(2 * (0.1 + 0.9 * 0.5 * (1 + Math.sqrt(0.5))), within(1e-12));
        assertThat(schedule.rate(110)).isEqualTo(0.2, within(1e-12));
        assertThat(schedule.rate(1000)).isEqualTo(0.2, within(1e-12));
    }

    @Test
    void withoutWarmUpTheFirstStepIsNearThePeak() {
        assertThat(new CosineSchedule(1, 0, 0, 1000).rate(1)).isEqualTo(1, within(1e-5));
    }

    @Test
    void refusesWhatIsNoSchedule() {
        assertThatThrownBy(() -> new CosineSchedule(0, 0.1, 1, 2))
                .hasMessageContaining("peak must be positive, was 0.0");
        assertThatThrownBy(() -> new CosineSchedule(1, 1.5, 1, 2)).hasMessageContaining("floorShare");
    }
}
