package dev.attune.serving.engine;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;

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
     * Checks what only a running model can know.
     *
     * @throws IllegalArgumentException if prompt and completion cannot fit the context, or a token is not in the vocabulary
     */
    void requireFit(int contextTokens, int vocabulary) {
        long needed = (long) promptIds.length + ending.maxTokens();
        if (needed > contextTokens) {
            throw new IllegalArgumentException("prompt (" + promptIds.length + " tokens) and completion ("
                    + ending.maxTokens() + ") exceed the context of " + contextTokens + " tokens");
        }
        requireTokens("promptIds", Arrays.stream(promptIds), vocabulary);
        requireTokens("logitBias", sampling.logitBias().keySet().stream().mapToInt(id -> id), vocabulary);
        requireTokens("endIds", ending.endIds().stream().mapToInt(id -> id), vocabulary);
    }

    private static void requireTokens(String name, IntStream ids, int vocabulary) {
        ids.filter(id -> id < 0 || id >= vocabulary).findFirst().ifPresent(id -> {
            throw new IllegalArgumentException(name + " must hold tokens in [0, " + vocabulary + "), one was " + id);
        });
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
