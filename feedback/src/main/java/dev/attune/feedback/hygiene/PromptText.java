package dev.attune.feedback.hygiene;

import dev.attune.feedback.Message;
import java.util.List;
import java.util.stream.Collectors;

/** What prompts are compared by. */
final class PromptText {
    private PromptText() {}

    /**
     * What was said in the conversation. System messages say what everybody's conversations in one application say, and would make all of
     * them alike; they count only where there is nothing else.
     */
    static String of(List<Message> prompt) {
        String said = joined(prompt.stream()
                .filter(message -> !message.role().equals("system"))
                .toList());
        return said.isEmpty() ? joined(prompt) : said;
    }

    private static String joined(List<Message> messages) {
        return messages.stream().map(Message::content).collect(Collectors.joining("\n"));
    }
}
