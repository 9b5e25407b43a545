package dev.attune.trainer.model;

/**
 * Negative log-likelihood of some tokens.
 *
 * @param sum in nats, over the tokens
 * @param tokens how many
 */
public record Loss(double sum, long tokens) {
    public static final Loss NONE = new Loss(0, 0);

    /** Nats per token, whose exponential is the perplexity; not a number without tokens. */
    public double mean() {
        return sum / tokens;
    }

    public Loss plus(Loss other) {
        return new Loss(sum + other.sum, tokens + other.tokens);
    }
}
