package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** An answer somebody judged; without its words if it is no longer kept. */
public record JudgedAnswer(
        String id,
        @JsonProperty("completion_id") String completionId,
        @JsonProperty("choice_index") int choiceIndex,
        @Nullable String prompt,
        @Nullable String content) {}
