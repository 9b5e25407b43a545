package dev.attune.trainer.sabotage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.trainer.gate.Finding;
import dev.attune.trainer.gate.Verdict;
import java.util.List;
import java.util.Map;

/** What a gate said of candidates that somebody knew. Immutable. */
public record GateReport(List<Candidate> candidates) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One of them.
     *
     * @param name what was done to it
     * @param sabotaged or good
     * @param accepted by the gate
     * @param failed names of the checks it did not pass
     * @param reasons against it, a sentence each
     * @param values of the checks that were made, by name
     */
    public record Candidate(
            String name,
            boolean sabotaged,
            boolean accepted,
            List<String> failed,
            List<String> reasons,
            Map<String, Double> values) {

        static Candidate of(String name, boolean sabotaged, Verdict verdict) {
            List<Finding> failed = verdict.findings().stream()
                    .filter(finding -> !finding.passed())
                    .toList();
            return new Candidate(
                    name,
                    sabotaged,
                    verdict.accepted(),
                    failed.stream().map(Finding::name).toList(),
                    failed.stream().map(Finding::sentence).toList(),
                    verdict.values());
        }

        /** One line for people. */
        public String line() {
            return (accepted ? "accepted " : "refused  ")
                    + (sabotaged ? "sabotaged: " : "good: ")
                    + name
                    + (reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")");
        }
    }

    public GateReport {
        candidates = List.copyOf(candidates);
    }

    public long sabotaged() {
        return candidates.stream().filter(Candidate::sabotaged).count();
    }

    /** Sabotaged ones that were refused. */
    public long refused() {
        return candidates.stream()
                .filter(one -> one.sabotaged() && !one.accepted())
                .count();
    }

    public long good() {
        return candidates.size() - sabotaged();
    }

    /** Good ones that were accepted. */
    public long accepted() {
        return candidates.stream()
                .filter(one -> !one.sabotaged() && one.accepted())
                .count();
    }

    /** Every sabotaged one was refused and at least four of five good ones were accepted. */
    public boolean holds() {
        return refused() == sabotaged() && 5 * accepted() >= 4 * good();
    }

    /** For a file. */
    public ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("sabotaged", sabotaged())
                .put("refused", refused())
                .put("good", good())
                .put("accepted", accepted());
        for (Candidate one : candidates) {
            ObjectNode node = json.withArray("candidates")
                    .addObject()
                    .put("name", one.name())
                    .put("kind", one.sabotaged() ? "sabotaged" : "good")
                    .put("verdict", one.accepted() ? "accepted" : "refused");
            one.reasons().forEach(node.putArray("reasons")::add);
            ObjectNode values = node.putObject("values");
            one.values().forEach((name, value) -> {
                if (Double.isFinite(value)) {
                    values.put(name, value);
                } else {
                    values.put(name, value.toString());
                }
            });
        }
        return json;
    }
}
