package dev.attune.feedback.dataset;

/**
 * An answer as it was shown. Immutable.
 *
 * @param id names it among all completions; empty if it was made elsewhere
 * @param version of the weights that drew it; {@link #UNKNOWN_VERSION} if it was made elsewhere
 */
public record Answer(String id, long version, String text) {
    public static final long UNKNOWN_VERSION = -1;

    /** An answer of which nothing but the words is known. */
    public static Answer of(String text) {
        return new Answer("", UNKNOWN_VERSION, text);
    }

    Answer withText(String other) {
        return new Answer(id, version, other);
    }
}
