package dev.attune.load.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.load.drill.FeedbackDrillPlan.Kill;
import dev.attune.load.drill.FeedbackDrillPlan.Victim;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeedbackDrillPlanTest {

    @Test
    void killsBothOverTheWholeWorkAndTheSameUnderTheSameSeed() {
        List<Kill> schedule = plan(30, 10_000, 4).schedule();
        assertThat(schedule)
                .hasSize(30)
                .isSortedAccordingTo(Comparator.comparingInt(Kill::after))
                .isEqualTo(plan(30, 10_000, 4).schedule())
                .isNotEqualTo(plan(30, 10_000, 5).schedule());
        assertThat(schedule).extracting(Kill::victim).contains(Victim.SERVER, Victim.REDIS);
        assertThat(schedule).extracting(Kill::after).allMatch(after -> after >= 0 && after < 10_000);
        assertThat(schedule.get(29).after()).isGreaterThan(7_000);
    }

    @Test
    void saysWhichFlagIsWrong() {
        assertThatThrownBy(() -> plan(-1, 10, 1)).hasMessage("--kills must be at least 0, was -1");
        assertThatThrownBy(() -> plan(1, 0, 1)).hasMessage("--judgements must be at least 1, was 0");
    }

    private static FeedbackDrillPlan plan(int kills, int judgements, long seed) {
        return new FeedbackDrillPlan(Path.of("nowhere"), kills, judgements, 64, seed, List.of());
    }
}
