package dev.attune.trainer.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether a candidate may be served, and why. Immutable.
 *
 * @param findings of every check that could be made; accepted means all passed
 */
public record Verdict(boolean accepted, List<Finding> findings) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Verdict {
        findings = List.copyOf(findings);
    }

    /** Accepted if there are findings and all of them passed. */
    public static Verdict of(List<Finding> findings) {
        return new Verdict(!findings.isEmpty() && findings.stream().allMatch(Finding::passed), findings);
    }

    /** One line: accepted, or what was against it. */
    public String sentence() {
        return accepted
                ? "accepted"
                : findings.stream()
                        .filter(finding -> !finding.passed())
                        .map(Finding::sentence)
                        .collect(Collectors.joining("; ", "refused: ", ""));
    }

    /** The checks' values by name. */
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        findings.forEach(finding -> values.put(finding.name(), finding.value()));
        return values;
    }

    /** What {@link #toJson} wrote. */
    public static Verdict read(JsonNode json) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode one : json.path("checks")) {
            findings.add(new Finding(
                    one.path("name").asText(),
                    Double.parseDouble(one.path("value").asText()),
                    one.path("limit").asDouble(),
                    one.path("passed").asBoolean(),
                    one.path("sentence").asText()));
        }
        return new Verdict(json.path("accepted").asBoolean(), findings);
    }

    /** For the manifest. A value that is no number is a string there. */
    public ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode().put("accepted", accepted);
        for (Finding finding : findings) {
            ObjectNode one = json.withArray("checks").addObject().put("name", finding.name());
            if (Double.isFinite(finding.value())) {
                one.put("value", finding.value());
            } else {
                one.put("value", Double.toString(finding.value()));
            }
            one.put("limit", finding.limit()).put("passed", finding.passed()).put("sentence", finding.sentence());
        }
        return json;
    }
}
