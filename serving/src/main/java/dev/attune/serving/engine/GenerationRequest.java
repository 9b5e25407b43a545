package dev.attune.serving.engine;

import java.util.Set;

/**
 * One completion to generate.
 *
 * @param id unique among the requests in flight; the address for cancelling
 * @param promptIds at least one token; shared, never changed
 * @param sampling how tokens are drawn
 * @param ending when to stop
 * @param topLogprobs −1: no log-probabilities beside the chosen one; 0…20: that many alternatives per token
 * @param sink told of every token and of the end, on the decode thread
 */
public record GenerationRequest(
        String id, int[] promptIds, SamplingParams sampling, Ending ending, int topLogprobs, TokenSink sink) {

    public GenerationRequest {
        if (promptIds.length == 0) {
            throw new IllegalArgumentException("promptIds must hold at least one token");
        }
        if (topLogprobs < -1 || topLogprobs > 20) {
            throw new IllegalArgumentException("topLogprobs must be in [-1, 20], was " + topLogprobs);
        }
    }

    /**
     * When a completion ends.
     *
     * @param maxTokens at most this many completion tokens, at least 1
     * @param minTokens end tokens are masked before this many
     * @param ignoreEos end tokens do not end (benchmarks)
     * @param endIds the tokens that end a completion; the end token itself is delivered with {@link Token#end()} set
     */
    public record Ending(int maxTokens, int minTokens, boolean ignoreEos, Set<Integer> endIds) {
        public Ending {
            if (maxTokens < 1) {
                throw new IllegalArgumentException("maxTokens must be at least 1, was " + maxTokens);
            }
            if (minTokens < 0 || minTokens > maxTokens) {
                throw new IllegalArgumentException("minTokens must be in [0, maxTokens], was " + minTokens);
            }
            endIds = Set.copyOf(endIds);
        }
    }
}
