package dev.attune.load.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.load.drill.TrainerDrillPlan.Moment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainerDrillPlanTest {
    /** Of 300 moments: false alarms of four standard errors, 6e-5. */
    @Test
    void theSeedDecidesWhenItIsKilledMostlyAtWork() {
        List<Moment> moments = plan(300, 1).moments();
        assertThat(moments)
                .hasSize(300)
                .isEqualTo(plan(300, 1).moments())
                .isNotEqualTo(plan(300, 2).moments());
        assertThat(moments.stream().filter(Moment::atWork).count()).isBetween(212L, 268L);
        assertThat(moments)
                .allMatch(moment -> moment.afterMs(0) >= 0 && moment.afterMs(0) < (moment.atWork() ? 20_000 : 15_000));
    }

    @Test
    void aStageThatIsStruckAgainAndAgainGetsMoreTime() {
        Moment atWork = new Moment(true, 1_000);
        assertThat(atWork.afterMs(1)).isEqualTo(2_000);
        assertThat(atWork.afterMs(9)).isEqualTo(16_000);
        assertThat(new Moment(false, 1_000).afterMs(9)).isEqualTo(1_000);
    }

    @Test
    void nobodyAloneTeaches() {
        assertThatThrownBy(() -> new TrainerDrillPlan(Path.of(""), 30, 2, 1, 1, 1, 1, List.of()))
                .hasMessageContaining("--people at least 3");
    }

    private static TrainerDrillPlan plan(int kills, long seed) {
        return new TrainerDrillPlan(Path.of(""), kills, 40, 6, 2, 20, seed, List.of());
    }
}
