package dev.attune.feedback;

import java.util.List;
import java.util.TreeSet;

/**
 * A thumb up or down on one answer.
 *
 * @param reasons short words such as {@code wrong} or {@code unsafe}; kept sorted, each once
 * @param comment the person's own words; empty when there are none
 */
public record Thumb(AnswerId answer, boolean up, List<String> reasons, String comment) implements Feedback {

    public Thumb {
        reasons = List.copyOf(new TreeSet<>(reasons));
    }

    @Override
    public String kind() {
        return "thumb";
    }

    @Override
    public List<AnswerId> answers() {
        return List.of(answer);
    }
}
