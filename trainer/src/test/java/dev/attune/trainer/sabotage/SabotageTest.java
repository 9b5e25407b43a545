package dev.attune.trainer.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.trainer.sabotage.GateReport.Candidate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate at work on policies that are not what they should be, and on some that are. */
class SabotageTest {

    /** What has to be found in each of them, whatever else is; each check finds something in one of them at least. */
    private static final Map<String, List<String>> FOUND = Map.ofEntries(
            Map.entry("sign-flipped reward", List.of("win_rate", "win_rate_low")),
            Map.entry("shuffled reward", List.of("win_rate_low")),
            Map.entry("over-optimised, no price", List.of("sequence_kl", "perplexity_ratio")),
            Map.entry("never ends", List.of("endless_beyond", "length_ratio")),
            Map.entry("ends at once", List.of("length_ratio_low", "perplexity_ratio")),
            Map.entry("one token for ever", List.of("repetition_beyond", "sequence_kl", "perplexity_ratio")),
            Map.entry("collapsed to one answer", List.of("variety_ratio", "perplexity_ratio")),
            Map.entry("unchanged", List.of("win_rate_low")),
            Map.entry("not a number", List.of("broken_weights")),
            Map.entry("infinite", List.of("broken_weights")),
            Map.entry("noise in a layer", List.of("win_rate_low")),
            Map.entry("noise in the embedding", List.of("sequence_kl", "perplexity_ratio")),
            Map.entry("sign of everything", List.of("win_rate_low")),
            Map.entry("zero embedding", List.of("win_rate_low")),
            Map.entry("tenfold embedding", List.of("sequence_kl", "endless_beyond")),
            Map.entry("fresh weights", List.of("win_rate_low")),
            Map.entry("another shape", List.of("shape")),
            Map.entry("cut file", List.of("readable")),
            Map.entry("no weights", List.of("readable")),
            Map.entry("stale base", List.of("parent")),
            Map.entry("guessed labels", List.of("judge_agreement_low")));

    @Test
    void everySabotagedCandidateIsRefusedAndGoodOnesAreAccepted(@TempDir Path root) {
        List<String> heard = new ArrayList<>();
        GateReport report = GateTrial.run(root, candidate -> heard.add(candidate.line()));

        assertThat(report.candidates())
                .as("sabotaged and accepted: %s", heard)
                .noneMatch(one -> one.sabotaged() && one.accepted());
        assertThat(report.sabotaged()).isEqualTo(21);
        assertThat(FOUND).hasSize(21);
        FOUND.forEach(
                (name, checks) -> assertThat(of(report, name).failed()).as(name).containsAll(checks));
        assertThat(report.good()).isEqualTo(5);
        assertThat(report.accepted()).as("%s", heard).isGreaterThanOrEqualTo(4);
        assertThat(report.holds()).isTrue();
        assertThat(heard).hasSize(26);
        assertThat(of(report, "stale base").reasons()).containsExactly("trained from version 1, served is 2");
        assertThat(of(report, "collapsed to one answer").values().get("variety_ratio"))
                .isLessThan(0.5);

        JsonNode json = report.toJson();
        assertThat(json.path("refused").asInt()).isEqualTo(21);
        assertThat(json.path("candidates"))
                .hasSize(26)
                .allMatch(one -> one.path("verdict").asText().equals("accepted")
                        == one.path("reasons").isEmpty());
    }

    @Test
    void theReportsKeysStay() {
        Candidate one = new Candidate(
                "NaN",
                true,
                false,
                List.of("broken_weights"),
                List.of("not finite"),
                Map.of("broken_weights", Double.NaN));
        JsonNode json = new GateReport(List.of(one)).toJson();
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("sabotaged", "refused", "good", "accepted", "candidates");
        assertThat(json.at("/candidates/0").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("name", "kind", "verdict", "reasons", "values");
        assertThat(json.at("/candidates/0/values/broken_weights").asText()).isEqualTo("NaN");
    }

    private static Candidate of(GateReport report, String name) {
        return report.candidates().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
