package dev.attune.feedback.hygiene;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.attune.feedback.dataset.DropReason;
import dev.attune.feedback.privacy.PiiKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came in, what is left, and why the rest is not. Immutable.
 *
 * @param read examples that came in
 * @param kept examples left, by split and kind
 * @param dropped by reason; what is counted is the reason's {@link DropReason#meaning}
 * @param removed pieces of personal information, by kind
 * @param users who wrote the prompts that are left
 * @param loudest the largest share of one user in the weight of judgements, before and after the cap; 0 without judgements
 */
public record HygieneReport(
        long read,
        Map<Split, Map<String, Long>> kept,
        Map<DropReason, Long> dropped,
        Map<PiiKind, Long> removed,
        long users,
        Loudest loudest) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Shares in [0, 1]. */
    public record Loudest(double before, double after) {}

    public HygieneReport {
        Map<Split, Map<String, Long>> keptCopy = new EnumMap<>(Split.class);
        kept.forEach((split, kinds) -> keptCopy.put(split, Collections.unmodifiableMap(new TreeMap<>(kinds))));
        kept = Collections.unmodifiableMap(keptCopy);
        Map<DropReason, Long> droppedCopy = new EnumMap<>(DropReason.class);
        droppedCopy.putAll(dropped);
        dropped = Collections.unmodifiableMap(droppedCopy);
        Map<PiiKind, Long> removedCopy = new EnumMap<>(PiiKind.class);
        removedCopy.putAll(removed);
        removed = Collections.unmodifiableMap(removedCopy);
    }

    /** How many examples are left. */
    public long keptCount() {
        return kept.values().stream()
                .flatMap(kinds -> kinds.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    /** One JSON object with names in snake case. */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("read", read);
        json.put("kept", names(kept));
        json.put("dropped", names(dropped));
        json.put("removed", names(removed));
        json.put("users", users);
        json.put("largest_user_share_before", loudest.before());
        json.put("largest_user_share_after", loudest.after());
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report cannot be written as JSON", e);
        }
    }

    /** The same for people, a line each. */
    public String toTable() {
        StringBuilder table = new StringBuilder();
        row(table, "examples read", read);
        kept.forEach((split, kinds) ->
                kinds.forEach((kind, count) -> row(table, "kept: " + name(split) + " " + kind, count)));
        dropped.forEach((reason, count) -> row(table, "dropped: " + reason.meaning(), count));
        removed.forEach((kind, count) -> row(table, "removed: " + kind.placeholder(), count));
        row(table, "users", users);
        table.append(String.format(
                Locale.ROOT,
                "%12s  largest share of a user%n",
                percent(loudest.before()) + " → " + percent(loudest.after())));
        return table.toString();
    }

    private static void row(StringBuilder table, String what, long count) {
        table.append(String.format(Locale.ROOT, "%,12d  %s%n", count, what));
    }

    private static String percent(double share) {
        return Math.round(share * 100) + "%";
    }

    private static <K extends Enum<K>, V> Map<String, V> names(Map<K, V> map) {
        Map<String, V> named = new LinkedHashMap<>();
        map.forEach((key, value) -> named.put(name(key), value));
        return named;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
