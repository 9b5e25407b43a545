package dev.attune.serving.engine;

import java.util.Arrays;
import java.util.SplittableRandom;

/** One generation in flight: its tokens, how many of them lie in the cache, its own random numbers. Owned by the decode thread. */
final class Sequence {
    private final GenerationRequest request;
    private final SplittableRandom random;
    private final TokenCounts counts;
    private int[] tokens;
    private int length;
    private int cached;

    Sequence(GenerationRequest request) {
        this.request = request;
        this.random = request.sampling().seed().isPresent()
                ? new SplittableRandom(request.sampling().seed().getAsLong())
                : new SplittableRandom();
        this.tokens = Arrays.copyOf(request.promptIds(), request.promptIds().length + 64);
        this.length = request.promptIds().length;
        this.counts = new TokenCounts(request.promptIds());
    }

    GenerationRequest request() {
        return request;
    }

    SplittableRandom random() {
        return random;
    }

    TokenCounts counts() {
        return counts;
    }

    int token(int position) {
        return tokens[position];
    }

    int length() {
        return length;
    }

    int generated() {
        return length - request.promptIds().length;
    }

    /** Tokens whose keys and values lie in the cache. */
    int cached() {
        return cached;
    }

    void advance(int count) {
        cached += count;
    }

    /** Tokens not yet computed; 1 when decoding. */
    int pending() {
        return length - cached;
    }

    boolean decoding() {
        return generated() > 0;
    }

    void append(int token) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * length);
        }
        tokens[length++] = token;
        counts.add(token);
    }

    /** The tokens in the cache. */
    int[] cachedTokens() {
        return Arrays.copyOf(tokens, cached);
    }

    /** How many leading tokens of a prompt stand in the cache already. */
    int commonPrefix(int[] prompt, int limit) {
        return commonPrefix(tokens, cached, prompt, limit);
    }

    static int commonPrefix(int[] tokens, int count, int[] prompt, int limit) {
        int end = Math.min(Math.min(count, prompt.length), limit);
        int mismatch = Arrays.mismatch(tokens, 0, end, prompt, 0, end);
        return mismatch < 0 ? end : mismatch;
    }
}
