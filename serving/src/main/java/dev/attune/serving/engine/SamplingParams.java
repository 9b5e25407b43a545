package dev.attune.serving.engine;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How one completion is drawn from the logits. Defaults leave the model's distribution as it is.
 *
 * @param temperature 0…2; 0 takes the largest logit
 * @param topP (0, 1]; the smallest set of tokens with at least this probability is kept
 * @param topK 0 keeps all tokens
 * @param minP [0, 1]; tokens less likely than this share of the likeliest are dropped
 * @param repetitionPenalty &gt; 0; divides positive and multiplies negative logits of tokens seen in prompt or completion
 * @param presencePenalty −2…2; subtracted once from tokens seen in the completion
 * @param frequencyPenalty −2…2; subtracted once per occurrence in the completion
 * @param logitBias token id → −100…100, added to the logits
 * @param seed same seed, same weights, same prompt: same tokens, whoever shares the batch; empty draws a seed
 */
public record SamplingParams(
        double temperature,
        double topP,
        int topK,
        double minP,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        Map<Integer, Float> logitBias,
        OptionalLong seed) {

    public static final SamplingParams GREEDY = new SamplingParams(0, 1, 0, 0, 1, 0, 0, Map.of(), OptionalLong.of(0));
    public static final SamplingParams DEFAULT =
            new SamplingParams(1, 1, 0, 0, 1, 0, 0, Map.of(), OptionalLong.empty());

    public SamplingParams {
        require(temperature >= 0 && temperature <= 2, "temperature must be in [0, 2], was ", temperature);
        require(topP > 0 && topP <= 1, "topP must be in (0, 1], was ", topP);
        require(topK >= 0, "topK must be 0 or more, was ", topK);
        require(minP >= 0 && minP <= 1, "minP must be in [0, 1], was ", minP);
        require(
                repetitionPenalty > 0 && repetitionPenalty <= 10,
                "repetitionPenalty must be in (0, 10], was ",
                repetitionPenalty);
        require(Math.abs(presencePenalty) <= 2, "presencePenalty must be in [-2, 2], was ", presencePenalty);
        require(Math.abs(frequencyPenalty) <= 2, "frequencyPenalty must be in [-2, 2], was ", frequencyPenalty);
        logitBias = Map.copyOf(logitBias);
        for (float bias : logitBias.values()) {
            require(Math.abs(bias) <= 100, "logitBias must be in [-100, 100], was ", bias);
        }
    }

    /** The same way of drawing from another seed. */
    public SamplingParams withSeed(long newSeed) {
        return new SamplingParams(
                temperature,
                topP,
                topK,
                minP,
                repetitionPenalty,
                presencePenalty,
                frequencyPenalty,
                logitBias,
                OptionalLong.of(newSeed));
    }

    private static void require(boolean holds, String message, double value) {
        if (!holds) {
            throw new IllegalArgumentException(message + value);
        }
    }
}
