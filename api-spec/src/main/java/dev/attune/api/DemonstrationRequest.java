package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the assistant should speak: a whole conversation, or a correction of one answer. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DemonstrationRequest(
        @Nullable List<ChatMessage> messages,
        @Nullable List<String> suggestions,
        @JsonProperty("completion_id") @Nullable String completionId,
        @JsonProperty("choice_index") @Nullable Integer choiceIndex,
        @Nullable String correction,
        @Nullable String user) {}
