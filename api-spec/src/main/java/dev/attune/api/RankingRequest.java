package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers to one prompt, the best first, ties within one list. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RankingRequest(
        @JsonProperty("completion_ids") List<List<String>> completionIds,
        @Nullable Map<String, Map<String, Integer>> criteria,
        @Nullable String comment,
        @Nullable String user) {}
