package dev.attune.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.drill.SwapVerdict.Times;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SwapVerdictTest {
    private static final long MS = 1_000_000;

    @Test
    void tellsHowLongGoingBackTookInTheMiddleAndAtMost() {
        Times rollbacks = Times.of(List.of(90 * MS, 20 * MS, 30 * MS));
        JsonNode json = new ObjectMapper()
                .valueToTree(new SwapVerdict(
                        50, 900, 0, 0, 0, 110, 8, 10, 1.25, 1, 1, 120, 240, rollbacks, Times.of(List.of()), 60));
        assertThat(json.at("/rollback_ms/count").asInt()).isEqualTo(3);
        assertThat(json.at("/rollback_ms/median").asDouble()).isEqualTo(30);
        assertThat(json.at("/rollback_ms/longest").asDouble()).isEqualTo(90);
        assertThat(json.at("/second_rollback_ms/count").asInt()).isZero();
    }
}
