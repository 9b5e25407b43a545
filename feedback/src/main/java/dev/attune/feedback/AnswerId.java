package dev.attune.feedback;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The address of one answer: a completion and which of its choices. Written {@code chatcmpl-abc} for the first choice and
 * {@code chatcmpl-abc/2} for the third. Immutable.
 */
public record AnswerId(String completionId, int choice) implements Comparable<AnswerId> {
    private static final int MOST_CHOICES = 1_000;
    private static final int LONGEST = 128;

    public AnswerId {
        if (completionId.isBlank() || completionId.length() > LONGEST || completionId.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "completion id must be 1 to " + LONGEST + " characters without '/', was '"
                            + completionId.substring(0, Math.min(completionId.length(), LONGEST)) + "'");
        }
        if (choice < 0 || choice >= MOST_CHOICES) {
            throw new IllegalArgumentException("choice must be in [0, " + MOST_CHOICES + "), was " + choice);
        }
    }

    /** The first, and mostly the only, choice of a completion. */
    public static AnswerId of(String completionId) {
        return new AnswerId(completionId, 0);
    }

    /** Reads what {@link #toString} writes. */
    @JsonCreator
    public static AnswerId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return of(text);
        }
        try {
            return new AnswerId(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("an answer is written ID or ID/CHOICE, was '" + text + "'", e);
        }
    }

    @JsonValue
    @Override
    public String toString() {
        return choice == 0 ? completionId : completionId + "/" + choice;
    }

    @Override
    public int compareTo(AnswerId other) {
        int byId = completionId.compareTo(other.completionId);
        return byId != 0 ? byId : Integer.compare(choice, other.choice);
    }
}
