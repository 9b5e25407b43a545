package dev.attune.feedback;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Two answers to one prompt, and which is better.
 *
 * @param criteria grades by criterion; {@link Grades#NONE} when none were given
 * @param comment the person's own words; empty when there are none
 */
public record Comparison(AnswerId first, AnswerId second, Outcome outcome, Grades criteria, String comment)
        implements Feedback {

    /** What the person said. {@code TIE}: both alike; {@code BOTH_BAD}: both alike, and neither should be learned from. */
    public enum Outcome {
        @JsonProperty("first")
        FIRST,
        @JsonProperty("second")
        SECOND,
        @JsonProperty("tie")
        TIE,
        @JsonProperty("both_bad")
        BOTH_BAD
    }

    public Comparison {
        if (first.equals(second)) {
            throw new IllegalArgumentException("an answer cannot be compared with itself: " + first);
        }
        criteria.checkAbout(List.of(first, second));
    }

    @Override
    public String kind() {
        return "comparison";
    }

    @Override
    public List<AnswerId> answers() {
        return List.of(first, second);
    }
}
