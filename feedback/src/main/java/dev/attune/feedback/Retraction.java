package dev.attune.feedback;

import java.util.List;

/**
 * Takes a judgement back: it stays in the history and counts for nothing.
 *
 * @param judgementId what is taken back, {@link FeedbackEvent#judgementId()}
 */
public record Retraction(String judgementId) implements Feedback {

    @Override
    public String kind() {
        return "retraction";
    }

    @Override
    public List<AnswerId> answers() {
        return List.of();
    }
}
