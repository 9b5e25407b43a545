package dev.attune.feedback;

import java.util.List;

/** How one answer should have read, in a person's words. */
public record Correction(AnswerId answer, String correction) implements Feedback {

    public Correction {
        if (correction.isBlank()) {
            throw new IllegalArgumentException("correction must not be blank");
        }
    }

    @Override
    public String kind() {
        return "correction";
    }

    @Override
    public List<AnswerId> answers() {
        return List.of(answer);
    }
}
