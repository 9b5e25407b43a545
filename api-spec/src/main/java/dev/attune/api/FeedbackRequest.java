package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A thumb on one answer. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeedbackRequest(
        @JsonProperty("completion_id") String completionId,
        @JsonProperty("choice_index") @Nullable Integer choiceIndex,
        String thumb,
        @Nullable List<String> reasons,
        @Nullable String comment,
        @Nullable String user) {}
