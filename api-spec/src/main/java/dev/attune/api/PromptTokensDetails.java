package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much of the prompt was not computed again. */
public record PromptTokensDetails(@JsonProperty("cached_tokens") int cachedTokens) {}
