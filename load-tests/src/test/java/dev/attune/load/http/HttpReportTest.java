package dev.attune.load.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.http.HttpReport.FirstToken;
import dev.attune.load.http.HttpReport.Turn;
import dev.attune.load.http.Side.Took;
import dev.attune.load.measure.Machine;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HttpReportTest {

    @Test
    void aTurnSaysHowMuchSlowerTheServerIs() {
        Turn turn = turn(1000, 2, 2.5);
        assertThat(turn.loss()).isCloseTo(0.2, within(1e-12));
        assertThat(turn.costUsPerToken()).isCloseTo(500, within(1e-9));
    }

    /** 1…101 ms against the same and a half: every percentile is half a millisecond later. */
    @Test
    void whatIsAddedIsTheDifferenceOfPercentiles() {
        List<Double> engine =
                IntStream.rangeClosed(1, 101).mapToObj(i -> (double) i).toList();
        List<Double> server = engine.stream().map(ms -> ms + 0.5).toList();
        FirstToken idle = FirstToken.of(engine, server);
        assertThat(idle.engineP50()).isEqualTo(51);
        assertThat(idle.engineP99()).isEqualTo(100);
        assertThat(idle.addedP50()).isCloseTo(0.5, within(1e-9));
        assertThat(idle.addedP99()).isCloseTo(0.5, within(1e-9));
        assertThat(idle.samples()).isEqualTo(101);
    }

    @Test
    void oneSlowTurnDoesNotMoveTheMiddle() {
        List<Turn> turns = List.of(turn(100, 1, 1.02), turn(100, 1, 9), turn(100, 1, 1.03));
        HttpReport report = HttpReport.of(
                "setup",
                new Machine("cpu", 2, 1, "17", "abc"),
                null,
                FirstToken.of(List.of(1.0), List.of(1.5)),
                Map.of(8, turns));
        assertThat(HttpTable.of(report).lines())
                .contains(
                        "cpu, 2 cores, Java 17, commit abc",
                        "| p50 | 1.00 | 1.50 | 0.50 |",
                        "| 8 | 100 | 97 | 2.9 % (2.2 to 71.7) | 300.0 |");
    }

    /** Three turns of three streams; the percentiles are those of all nine answers. */
    @Test
    void firstTokensAreToldForEachNumberOfStreams() throws JsonProcessingException {
        Took engine = new Took(1, List.of(10.0, 20.0, 30.0));
        Took server = new Took(1, List.of(11.0, 22.0, 33.0));
        HttpReport report = HttpReport.of(
                "setup",
                new Machine("cpu", 2, 1, "17", "abc"),
                null,
                FirstToken.of(List.of(1.0), List.of(1.5)),
                Map.of(
                        1, List.of(turn(10, 1, 1)),
                        3,
                                List.of(
                                        new Turn(30, engine, server),
                                        new Turn(30, server, engine),
                                        new Turn(30, engine, server))));
        // Of 10 10 11 20 20 22 30 30 33 and 10 11 11 20 22 22 30 33 33.
        assertThat(HttpTable.of(report).lines())
                .contains(
                        "| 1 | 5.00 | 6.00 | 1.00 | 5.00 | 6.00 | 1.00 |",
                        "| 3 | 20.00 | 22.00 | 2.00 | 32.76 | 33.00 | 0.24 |");
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.at("/ttft/3/added_p50").asDouble()).isCloseTo(2, within(1e-9));
        assertThat(json.at("/ttft/3/added_p99").asDouble()).isCloseTo(0.24, within(1e-9));
        assertThat(json.at("/ttft/3/samples").asInt()).isEqualTo(9);
    }

    private static Turn turn(int tokens, double engineS, double serverS) {
        return new Turn(tokens, new Took(engineS, List.of(5.0)), new Took(serverS, List.of(6.0)));
    }
}
