package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a chunk adds to one of the answers; {@code finish_reason} is null until the last. */
public record ChunkChoice(
        int index,
        Delta delta,
        @JsonProperty("finish_reason") @Nullable String finishReason,
        @Nullable Logprobs logprobs,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("token_ids") @Nullable List<Integer> tokenIds) {}
