package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person said, as it holds; what its kind does not have is null. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Judgement(
        String id,
        String kind,
        int revision,
        long created,
        List<JudgedAnswer> answers,
        @Nullable String thumb,
        @Nullable List<String> reasons,
        @Nullable List<List<String>> ranking,
        @Nullable String outcome,
        @Nullable Map<String, Map<String, Integer>> criteria,
        @Nullable String comment,
        @Nullable String correction,
        @Nullable List<ChatMessage> messages) {}
