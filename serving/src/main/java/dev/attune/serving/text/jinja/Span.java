package dev.attune.serving.text.jinja;

/**
 * A stretch of a text.
 *
 * @param start index of its first {@code char}
 * @param end one past its last {@code char}
 */
public record Span(int start, int end) {
    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("start and end must be in order, were " + start + ", " + end);
        }
    }
}
