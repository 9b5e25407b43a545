package dev.attune.trainer.corpus;

import java.util.List;

/**
 * Messages in order: at most one system message, then questions and answers in turn, an answer last. Written as JSON it
 * is one line of training data.
 */
public record Conversation(List<Message> messages) {
    public Conversation {
        messages = List.copyOf(messages);
    }

    List<String> questions() {
        return messages.stream()
                .filter(message -> message.role().equals("user"))
                .map(Message::content)
                .toList();
    }
}
