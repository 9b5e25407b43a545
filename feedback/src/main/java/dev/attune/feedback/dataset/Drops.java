package dev.attune.feedback.dataset;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Counts what is dropped, by reason. One thread. */
public final class Drops {
    private final Map<DropReason, Long> counts = new EnumMap<>(DropReason.class);

    public void add(DropReason reason, long count) {
        if (count > 0) {
            counts.merge(reason, count, Long::sum);
        }
    }

    public long count(DropReason reason) {
        return counts.getOrDefault(reason, 0L);
    }

    /** A copy; reasons that never came up are missing. */
    public Map<DropReason, Long> counts() {
        Map<DropReason, Long> copy = new EnumMap<>(DropReason.class);
        copy.putAll(counts);
        return Collections.unmodifiableMap(copy);
    }
}
