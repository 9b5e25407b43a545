package dev.attune.feedback;

import java.util.List;

/**
 * A conversation in which a person wrote both sides: how the assistant should have spoken.
 *
 * @param messages ends with the assistant
 * @param suggestions the model-written answers the writer was shown while writing; empty when there were none
 */
public record Demonstration(List<Message> messages, List<AnswerId> suggestions) implements Feedback {

    public Demonstration {
        messages = List.copyOf(messages);
        suggestions = suggestions.stream().distinct().toList();
        if (messages.isEmpty() || !messages.get(messages.size() - 1).role().equals("assistant")) {
            throw new IllegalArgumentException("messages must end with one of the assistant");
        }
        if (messages.stream().noneMatch(message -> message.role().equals("user"))) {
            throw new IllegalArgumentException("messages must hold at least one of the user");
        }
        if (messages.get(messages.size() - 1).content().isBlank()) {
            throw new IllegalArgumentException("the last message is blank");
        }
    }

    @Override
    public String kind() {
        return "demonstration";
    }

    @Override
    public List<AnswerId> answers() {
        return suggestions;
    }
}
