package dev.attune.feedback.privacy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Removes personal information from text: e-mail addresses, phone numbers, card numbers, IBANs, IP addresses, national ids, keys
 * and passwords. Names of people stay. Each position is looked at a bounded number of times, whatever the text. Removing twice
 * changes nothing more. Immutable; any thread may use it.
 */
public final class Redactor {
    private static final List<Detector> DETECTORS = List.of(
            new PrivateKeyBlocks(),
            new KnownTokens(),
            new Assignments(),
            new RandomStrings(),
            new UrlPasswords(),
            new Ibans(),
            new Cards(),
            new NationalIds(),
            new Emails(),
            new IpAddresses(),
            new Phones());

    /** The text with placeholders, and what was removed. */
    public Redaction redact(String text) {
        List<Finding> findings = find(text);
        if (findings.isEmpty()) {
            return new Redaction(text, Map.of());
        }
        StringBuilder out = new StringBuilder(text.length());
        Map<PiiKind, Integer> removed = new EnumMap<>(PiiKind.class);
        int at = 0;
        for (Finding finding : findings) {
            out.append(text, at, finding.start()).append(finding.kind().placeholder());
            removed.merge(finding.kind(), 1, Integer::sum);
            at = finding.end();
        }
        return new Redaction(out.append(text, at, text.length()).toString(), removed);
    }

    /** Where personal information stands, in order, never overlapping. */
    public List<Finding> find(String text) {
        FoldedText folded = FoldedText.of(text);
        List<Finding> all = new ArrayList<>();
        for (Detector detector : DETECTORS) {
            detector.find(folded, all::add);
        }
        all.sort(Comparator.comparingInt(Finding::start));
        List<Finding> merged = new ArrayList<>();
        for (Finding next : all) {
            int last = merged.size() - 1;
            if (last >= 0 && next.start() < merged.get(last).end()) {
                merged.set(last, union(merged.get(last), next));
            } else {
                merged.add(next);
            }
        }
        return merged.stream()
                .map(f -> new Finding(f.kind(), folded.originStart(f.start()), folded.originEnd(f.end() - 1)))
                .toList();
    }

    private static Finding union(Finding a, Finding b) {
        PiiKind kind = a.kind().compareTo(b.kind()) <= 0 ? a.kind() : b.kind();
        return new Finding(kind, a.start(), Math.max(a.end(), b.end()));
    }
}
