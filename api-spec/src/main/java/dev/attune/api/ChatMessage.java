package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One turn of a conversation as a client sends it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatMessage(
        String role,
        @Nullable MessageContent content,
        @Nullable String name,
        @JsonProperty("tool_calls") @Nullable List<ToolCall> toolCalls,
        @JsonProperty("tool_call_id") @Nullable String toolCallId) {

    /** A turn of plain text. */
    public static ChatMessage of(String role, String text) {
        return new ChatMessage(role, new MessageContent(text), null, null, null);
    }
}
