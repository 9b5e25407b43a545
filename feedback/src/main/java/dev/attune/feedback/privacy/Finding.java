package dev.attune.feedback.privacy;

/**
 * Personal information in a text.
 *
 * @param start index of its first char
 * @param end index after its last
 */
public record Finding(PiiKind kind, int start, int end) {
    public Finding {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("a finding must not be empty, was [" + start + ", " + end + ")");
        }
    }
}
