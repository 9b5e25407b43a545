package dev.attune.trainer.gate;

/**
 * The limits of the gate. Immutable.
 *
 * @param winRateLow the win rate's lower 95 % bound, over prompts, must be above it
 * @param klNats nats an answer from the reference, at most
 * @param lengthRatio mean length over the served policy's, at most
 * @param lengthRatioLow and at least
 * @param endlessBeyond share of answers without an end beyond the served policy's, at most
 * @param perplexityRatio perplexity on demonstrations over the reference's, at most
 * @param repetitionBeyond share of repeated four-grams beyond the served policy's, at most
 * @param varietyRatio distinct answers over the served policy's, at least
 * @param duels answers to compare, at most; few prompts are asked several times
 * @param leastPrompts with fewer held-out prompts nothing is accepted
 * @param answerTokens longest answer
 * @param temperature answers are drawn at
 */
public record GateRules(
        double winRateLow,
        double klNats,
        double lengthRatio,
        double lengthRatioLow,
        double endlessBeyond,
        double perplexityRatio,
        double repetitionBeyond,
        double varietyRatio,
        int duels,
        int leastPrompts,
        int answerTokens,
        double temperature) {
    public static final GateRules STANDARD = new GateRules(0.5, 12, 2, 0.4, 0.05, 2, 0.1, 0.5, 1024, 8, 128, 1);

    /** The same, but each answer is of the likeliest tokens, and of so many at most. */
    public GateRules greedy(int tokens) {
        return drawing(tokens, 0);
    }

    /** The same, but each answer is of so many tokens at most and drawn at this temperature. */
    public GateRules drawing(int tokens, double otherTemperature) {
        return new GateRules(
                winRateLow,
                klNats,
                lengthRatio,
                lengthRatioLow,
                endlessBeyond,
                perplexityRatio,
                repetitionBeyond,
                varietyRatio,
                duels,
                leastPrompts,
                tokens,
                otherTemperature);
    }

    public GateRules {
        if (duels < 1 || leastPrompts < 1 || answerTokens < 1) {
            throw new IllegalArgumentException("duels, leastPrompts and answerTokens must be at least 1, were " + duels
                    + ", " + leastPrompts + " and " + answerTokens);
        }
        if (!(winRateLow >= 0.5 && winRateLow < 1)) {
            throw new IllegalArgumentException("winRateLow must be in [0.5, 1), was " + winRateLow);
        }
    }
}
