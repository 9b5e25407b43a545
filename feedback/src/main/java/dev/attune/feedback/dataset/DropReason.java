package dev.attune.feedback.dataset;

/** Why something is not learned from, and what is counted then. */
public enum DropReason {
    SUPERSEDED("judgements revised later, or repeated"),
    RETRACTED("judgements taken back"),
    COMPLETION_GONE("judgements of completions that are no longer kept"),
    ANSWER_GONE("judgements of answers that their completion does not have"),
    NO_CONVERSATION("judgements of text prompts, tool calls and other than conversations of words"),
    DIFFERENT_PROMPTS("judgements of answers to different prompts"),
    TIED("pairs of answers that were tied"),
    BOTH_BAD("pairs of answers that were both bad"),
    EMPTY("examples without a prompt or an answer"),
    DUPLICATE("examples that the same user had given word for word"),
    COMMON_PREFIX("examples whose prompt begins like another one"),
    NEAR_DUPLICATE("examples whose prompt is nearly another one"),
    TOO_MANY_PROMPTS("examples of users with more prompts than a user may have");

    private final String meaning;

    DropReason(String meaning) {
        this.meaning = meaning;
    }

    /** What is counted, in words. */
    public String meaning() {
        return meaning;
    }
}
