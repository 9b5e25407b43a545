package dev.attune.load.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.load.http.HttpReport.Idle;
import dev.attune.load.http.HttpReport.Turn;
import dev.attune.load.measure.Machine;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HttpReportTest {

    @Test
    void aTurnSaysHowMuchSlowerTheServerIs() {
        Turn turn = new Turn(1000, 2, 2.5);
        assertThat(turn.loss()).isCloseTo(0.2, within(1e-12));
        assertThat(turn.costUsPerToken()).isCloseTo(500, within(1e-9));
    }

    /** 1…101 ms against the same and a half: every percentile is half a millisecond later. */
    @Test
    void whatIsAddedIsTheDifferenceOfPercentiles() {
        List<Double> engine =
                IntStream.rangeClosed(1, 101).mapToObj(i -> (double) i).toList();
        List<Double> server = engine.stream().map(ms -> ms + 0.5).toList();
        Idle idle = Idle.of(engine, server);
        assertThat(idle.engineP50()).isEqualTo(51);
        assertThat(idle.engineP99()).isEqualTo(100);
        assertThat(idle.addedP50()).isCloseTo(0.5, within(1e-9));
        assertThat(idle.addedP99()).isCloseTo(0.5, within(1e-9));
        assertThat(idle.samples()).isEqualTo(101);
    }

    @Test
    void oneSlowTurnDoesNotMoveTheMiddle() {
        List<Turn> turns = List.of(new Turn(100, 1, 1.02), new Turn(100, 1, 9), new Turn(100, 1, 1.03));
        HttpReport report = HttpReport.of(
                "setup",
                new Machine("cpu", 2, 1, "17", "abc"),
                null,
                Idle.of(List.of(1.0), List.of(1.5)),
                Map.of(8, turns));
        assertThat(HttpTable.of(report).lines())
                .contains(
                        "cpu, 2 cores, Java 17, commit abc",
                        "| p50 | 1.00 | 1.50 | 0.50 |",
                        "| 8 | 100 | 97 | 2.9 % (2.2 to 71.7) | 300.0 |");
    }
}
