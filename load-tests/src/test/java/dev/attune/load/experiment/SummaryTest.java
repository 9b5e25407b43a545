package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SummaryTest {

    @Test
    void hasTheKeysThatOthersRead() {
        Summary summary = new Summary(
                1, .9, .88, .87, .94, 2.4, 3, 1.1, .85, .96, null, null, null, null, 93, 92, 600, 1.4, 1_000, .745);
        JsonNode json = new ObjectMapper().valueToTree(summary);
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .contains(
                        "win_rate",
                        "wilson_low",
                        "win_rate_over_fine_tuned",
                        "attainable_win_rate",
                        "sequence_kl",
                        "length_ratio",
                        "length_matched_win_rate",
                        "rm_accuracy_over_ceiling",
                        "shuffled_win_rate",
                        "flipped_win_rate",
                        "thumbs_only_win_rate",
                        "round2_over_round1",
                        "checklist_before",
                        "checklist_after",
                        "wall_s",
                        "itl_p99_ratio_while_training");
        assertThat(json.get("shuffled_win_rate").isNull()).isTrue();
    }
}
