package dev.attune.feedback.privacy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A text without its personal information. Immutable.
 *
 * @param text with placeholders such as {@code [EMAIL]}
 * @param removed how many of which kind; a kind that was not there is missing
 */
public record Redaction(String text, Map<PiiKind, Integer> removed) {
    public Redaction {
        EnumMap<PiiKind, Integer> sorted = new EnumMap<>(PiiKind.class);
        sorted.putAll(removed);
        removed = Collections.unmodifiableMap(sorted);
    }
}
