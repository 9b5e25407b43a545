package dev.attune.server.chat;

import dev.attune.serving.engine.SamplingParams;
import java.util.List;

/**
 * A request in the engine's words: {@code n} completions of each prompt, numbered prompt by prompt. Immutable.
 *
 * @param asked who asked what, in their own words
 * @param prompts one for a chat, one or more for text
 * @param n how many completions each of them has
 * @param sampling with the seed of the first completion of each prompt
 * @param topLogprobs −1: none asked for; 0…20: that many alternatives per token
 */
record Call(
        Asked asked,
        List<Prompt> prompts,
        int n,
        SamplingParams sampling,
        int topLogprobs,
        List<String> stops,
        boolean stream,
        boolean includeUsage,
        boolean returnTokenIds) {

    /** How many completions there are over all prompts. */
    int completions() {
        return prompts.size() * n;
    }

    /** The prompt of completion {@code index}. */
    Prompt promptOf(int index) {
        return prompts.get(index / n);
    }

    /** How completion {@code index} is drawn: each of a prompt has a seed of its own, so that {@code n} answers differ. */
    SamplingParams samplingOf(int index) {
        return sampling.withSeed(sampling.seed().orElseThrow() + index % n);
    }

    /** Over all prompts, each once. */
    int promptTokens() {
        return prompts.stream().mapToInt(prompt -> prompt.ids().length).sum();
    }
}
