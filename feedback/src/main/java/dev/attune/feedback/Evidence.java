package dev.attune.feedback;

import java.util.Map;

/**
 * One act of feedback with the completions it is about, as far as they are still there: one whose owner was erased is missing,
 * and what was said of it should not be learned from. Immutable.
 *
 * @param event what was said
 * @param completions by id
 */
public record Evidence(FeedbackEvent event, Map<String, CompletionRecord> completions) {

    public Evidence {
        completions = Map.copyOf(completions);
    }

    /** Whether every answer that was judged is still there. */
    public boolean isWhole() {
        return event.feedback().answers().stream().allMatch(answer -> completions.containsKey(answer.completionId()));
    }
}
