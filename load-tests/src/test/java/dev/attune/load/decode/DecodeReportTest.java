package dev.attune.load.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.decode.DecodeReport.Measured;
import dev.attune.load.decode.DecodeReport.Setup;
import dev.attune.load.decode.Generations.Step;
import dev.attune.load.measure.Machine;
import dev.attune.load.measure.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DecodeReportTest {
    private static final Setup SETUP = new Setup("some", "a shape", "cpu", "int8", 100_000_000, 2, 160, 512, 0);
    private static final Machine MACHINE = new Machine("a processor", 2, 32 << 20, "17", null);

    /** 20 GB/s at best; one sequence takes 10 ms a step with 1 ms outside the forward pass, four take 20 ms. */
    private static final DecodeReport REPORT = DecodeReport.of(
            SETUP,
            MACHINE,
            new Measured(
                    Map.of(1, steps(10_000_000, 9_000_000), 4, steps(20_000_000, 19_000_000)),
                    steps(256_000_000, 256_000_000),
                    Map.of("slow", new Spread(12, 11, 30, 9), "fast", new Spread(20, 19, 21, 9)),
                    0.25,
                    Map.of(1, new Spread(0.9, 0.85, 0.95, 15)),
                    new LogitError(0.5, 0.1, 0.001, 300)));

    @Test
    void speedIsTheMedianStepForAllSequences() {
        assertThat(REPORT.decodeTokS()).containsEntry(1, 100.0).containsEntry(4, 200.0);
        assertThat(REPORT.prefillTokS()).isEqualTo(2000);
    }

    @Test
    void rooflineIsAShareOfTheLargestMedianBandwidth() {
        assertThat(REPORT.readBy()).isEqualTo("fast");
        assertThat(REPORT.readGbS()).isEqualTo(20);
        assertThat(REPORT.rooflineShare().get(1)).isCloseTo(0.5, within(1e-12));
        assertThat(REPORT.rooflineShare().get(4)).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void overheadIsTheWorstOfAll() {
        assertThat(REPORT.stepOverheadBy().get(4)).isCloseTo(0.05, within(1e-12));
        assertThat(REPORT.stepOverhead()).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void jsonHasTheKeysThatOthersRead() throws Exception {
        JsonNode json = new ObjectMapper().readTree(REPORT.json());
        assertThat(json.path("others_busy").asDouble()).isEqualTo(0.25);
        assertThat(json.path("read_gb_s").asDouble()).isEqualTo(20);
        assertThat(json.path("prefill_tok_s").asDouble()).isEqualTo(2000);
        assertThat(json.path("decode_tok_s").path("4").asDouble()).isEqualTo(200);
        assertThat(json.path("bytes_per_step").asLong()).isEqualTo(100_000_000);
        assertThat(json.path("roofline_share").path("1").isNumber()).isTrue();
        assertThat(json.path("step_overhead").isNumber()).isTrue();
        assertThat(json.path("step_ms").path("1").fieldNames()).toIterable().contains("median", "p10", "p90");
        assertThat(json.path("neighbour").path("1").asDouble()).isEqualTo(0.9);
        assertThat(json.path("int8_error").path("mean_kl").asDouble()).isEqualTo(0.001);
    }

    @Test
    void tableNamesEveryNumberOfSequences() {
        String table = ReportTable.of(REPORT);
        assertThat(table.lines().filter(line -> line.startsWith("|"))).hasSize(4);
        assertThat(table)
                .contains("a processor, 2 cores")
                .contains("at most 20.0 GB/s")
                .doesNotContain("null");
    }

    private static List<Step> steps(long ns, long forwardNs) {
        return List.of(new Step(ns, forwardNs), new Step(ns, forwardNs), new Step(50 * ns, forwardNs));
    }
}
