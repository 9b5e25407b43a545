package dev.attune.trainer.data;

import dev.attune.serving.text.ChatMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of training data.
 *
 * @param messages at least one
 * @param tools JSON schemas of the functions that the assistant could call; null for none
 */
public record Conversation(List<ChatMessage> messages, @Nullable List<Map<String, Object>> tools) {
    public Conversation {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("a conversation needs at least one message");
        }
        messages = List.copyOf(messages);
    }
}
