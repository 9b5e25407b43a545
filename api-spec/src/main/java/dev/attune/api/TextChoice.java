package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the completions; those of a prompt stand together. */
public record TextChoice(
        String text,
        int index,
        @Nullable TextLogprobs logprobs,
        @JsonProperty("finish_reason") String finishReason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("token_ids") @Nullable List<Integer> tokenIds,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("prompt_token_ids") @Nullable
                List<Integer> promptTokenIds) {}
