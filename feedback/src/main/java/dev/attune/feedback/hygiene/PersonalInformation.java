package dev.attune.feedback.hygiene;

import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.privacy.PiiKind;
import dev.attune.feedback.privacy.Redaction;
import dev.attune.feedback.privacy.Redactor;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Replaces personal information in examples and counts it. The pairs of a ranking share texts, so the last ones are remembered. One thread. */
final class PersonalInformation {
    private static final int REMEMBERED = 1_024;

    private final Redactor redactor = new Redactor();
    private final Map<PiiKind, Long> removed = new EnumMap<>(PiiKind.class);
    private final Map<String, Redaction> recent = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Redaction> eldest) {
            return size() > REMEMBERED;
        }
    };

    Example remove(Example example) {
        return example.withTexts(text -> {
            Redaction redaction = recent.computeIfAbsent(text, redactor::redact);
            redaction.removed().forEach((kind, count) -> removed.merge(kind, (long) count, Long::sum));
            return redaction.text();
        });
    }

    Map<PiiKind, Long> removed() {
        return Collections.unmodifiableMap(removed);
    }
}
