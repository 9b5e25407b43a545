package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** Which answer a chunk goes on with. */
public record AlternativeChunkChoice(
        int index, String id, Delta delta, @JsonProperty("finish_reason") @Nullable String finishReason) {}
