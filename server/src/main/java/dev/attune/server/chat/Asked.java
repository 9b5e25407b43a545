package dev.attune.server.chat;

import dev.attune.api.ChatMessage;
import dev.attune.feedback.CompletionRecord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asked what, in their own words.
 *
 * @param user null if nobody said
 * @param messages empty for a plain text prompt
 */
record Asked(@Nullable String user, List<CompletionRecord.Turn> messages, Map<String, String> metadata) {

    static Asked chat(@Nullable String user, List<ChatMessage> messages, @Nullable Map<String, String> metadata) {
        return new Asked(user, messages.stream().map(Asked::turn).toList(), metadata == null ? Map.of() : metadata);
    }

    static Asked text(@Nullable String user, @Nullable Map<String, String> metadata) {
        return new Asked(user, List.of(), metadata == null ? Map.of() : metadata);
    }

    /** Whether an answer goes on within a text, and does not begin one. */
    boolean goesOn() {
        if (messages.isEmpty()) {
            return true;
        }
        CompletionRecord.Turn last = messages.get(messages.size() - 1);
        return last.role().equals("assistant")
                && last.content() != null
                && !last.content().isEmpty();
    }

    private static CompletionRecord.Turn turn(ChatMessage message) {
        return new CompletionRecord.Turn(
                message.role(),
                message.content() == null ? null : message.content().text(),
                message.name(),
                message.toolCalls() == null
                        ? List.of()
                        : message.toolCalls().stream()
                                .map(call -> new CompletionRecord.ToolCall(
                                        call.id(),
                                        call.function().name(),
                                        call.function().arguments()))
                                .toList(),
                message.toolCallId());
    }
}
