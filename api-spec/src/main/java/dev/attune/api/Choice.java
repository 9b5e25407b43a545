package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the answers. */
public record Choice(
        int index,
        AssistantMessage message,
        @JsonProperty("finish_reason") String finishReason,
        @Nullable Logprobs logprobs,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("token_ids") @Nullable List<Integer> tokenIds) {}
