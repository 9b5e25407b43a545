package dev.attune.feedback;

import java.util.Map;
import java.util.TreeMap;

/**
 * How often what was said, counting of each judgement only what holds. Names are {@code thumb}, {@code thumb:up},
 * {@code thumb:down}, {@code reason:wrong}, {@code ranking}, {@code comparison}, {@code comparison:tie}, {@code correction},
 * {@code demonstration}. Immutable, sorted.
 */
public record FeedbackCounts(Map<String, Long> byName) {

    public FeedbackCounts {
        TreeMap<String, Long> sorted = new TreeMap<>(byName);
        sorted.values().removeIf(count -> count == 0);
        byName = java.util.Collections.unmodifiableMap(sorted);
    }

    public long of(String name) {
        return byName.getOrDefault(name, 0L);
    }
}
