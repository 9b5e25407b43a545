package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for answers to a conversation that a person is writing. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SuggestionsRequest(
        List<ChatMessage> messages, @Nullable Integer k, @Nullable Boolean stream, @Nullable String user) {}
