package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Tokens in, tokens out, over all answers of a reply; the total is the sum of the two. */
public record Usage(
        @JsonProperty("prompt_tokens") int promptTokens,
        @JsonProperty("completion_tokens") int completionTokens,
        @JsonProperty("total_tokens") int totalTokens,
        @JsonProperty("prompt_tokens_details") PromptTokensDetails promptTokensDetails) {

    /** Adds the two up. */
    public static Usage of(int promptTokens, int completionTokens, int cachedTokens) {
        return new Usage(
                promptTokens, completionTokens, promptTokens + completionTokens, new PromptTokensDetails(cachedTokens));
    }
}
