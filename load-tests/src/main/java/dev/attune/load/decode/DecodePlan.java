package dev.attune.load.decode;

import java.nio.file.Path;
import java.util.List;

/**
 * What to measure.
 *
 * @param model a Hugging Face folder
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:n}
 * @param weights form of the weights, or {@code auto}
 * @param threads of one operation, 0 for as many as there are cores
 * @param batches how many sequences decode side by side, each measured
 * @param contextTokens tokens in the cache of a decoding sequence, on average over the measured steps
 * @param prefillTokens tokens of the prompt whose prefill is timed
 * @param rounds how often everything is gone through
 * @param seconds of measured steps per round and number of sequences
 * @param temperature 0 for the largest logit
 * @param neighbour whether to decode beside a busy process of idle priority as well
 */
record DecodePlan(
        Path model,
        String device,
        String weights,
        int threads,
        List<Integer> batches,
        int contextTokens,
        int prefillTokens,
        int rounds,
        double seconds,
        double temperature,
        boolean neighbour) {

    /** Steps of one generation that are timed. */
    static final int STEPS = 32;

    DecodePlan {
        require(contextTokens > STEPS, "context must exceed " + STEPS + ", was " + contextTokens);
        require(prefillTokens >= 1, "prefill must be at least 1, was " + prefillTokens);
        require(rounds >= 1, "rounds must be at least 1, was " + rounds);
        require(seconds > 0, "seconds must be positive, was " + seconds);
        require(!batches.isEmpty(), "batches must name at least one number");
        batches.forEach(size -> require(size >= 1, "batches must be at least 1, was " + size));
        batches = List.copyOf(batches);
    }

    int largestBatch() {
        return batches.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** The same with a prefill that fits the model. */
    DecodePlan fitted(int modelContextTokens) {
        return new DecodePlan(
                model,
                device,
                weights,
                threads,
                batches,
                contextTokens,
                Math.min(prefillTokens, modelContextTokens - 1),
                rounds,
                seconds,
                temperature,
                neighbour);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
