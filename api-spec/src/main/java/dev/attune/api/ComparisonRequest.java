package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Two answers to one prompt, and which is better. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComparisonRequest(
        @JsonProperty("completion_ids") List<String> completionIds,
        String outcome,
        @Nullable Map<String, Map<String, Integer>> criteria,
        @Nullable String comment,
        @Nullable String user) {}
