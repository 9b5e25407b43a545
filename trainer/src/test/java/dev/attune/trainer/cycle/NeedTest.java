package dev.attune.trainer.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NeedTest {
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private final Need need = new Need(DueRules.STANDARD);

    @Test
    void manyJudgementsMakeACycleDueAtOnceAndFewerAfterAWhile() {
        assertThat(need.isDue(200, 0)).isTrue();
        assertThat(need.isDue(199, HOUR_MS - 1)).isFalse();
        assertThat(need.isDue(50, HOUR_MS)).isTrue();
        assertThat(need.isDue(49, 1_000 * HOUR_MS)).isFalse();
        assertThat(need.dueAt(0)).isEqualTo(200);
        assertThat(need.dueAt(HOUR_MS)).isEqualTo(50);
    }
}
