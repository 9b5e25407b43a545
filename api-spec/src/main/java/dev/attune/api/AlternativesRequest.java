package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** Asks for more answers to the prompt of a completion. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlternativesRequest(
        @JsonProperty("completion_id") String completionId,
        @JsonProperty("choice_index") @Nullable Integer choiceIndex,
        int k,
        @Nullable Boolean stream,
        @Nullable String user) {}
