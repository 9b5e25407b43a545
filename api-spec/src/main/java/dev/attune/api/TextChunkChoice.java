package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a chunk adds to one of the completions; {@code finish_reason} is null until the last. */
public record TextChunkChoice(
        String text,
        int index,
        @Nullable TextLogprobs logprobs,
        @JsonProperty("finish_reason") @Nullable String finishReason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("token_ids") @Nullable List<Integer> tokenIds,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("prompt_token_ids") @Nullable
                List<Integer> promptTokenIds) {}
