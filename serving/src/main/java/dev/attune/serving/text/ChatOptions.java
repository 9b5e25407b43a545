package dev.attune.serving.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a conversation is to be rendered.
 *
 * @param addGenerationPrompt whether the text ends with the beginning of the assistant's next message
 * @param continueFinalMessage whether the text ends right after the words of the last message, for them to be gone on from
 * @param tools JSON schemas of functions; null for none
 * @param documents texts to answer from; null for none
 * @param variables whatever else a template reads, such as {@code enable_thinking}
 */
public record ChatOptions(
        boolean addGenerationPrompt,
        boolean continueFinalMessage,
        @Nullable List<Map<String, Object>> tools,
        @Nullable List<Map<String, Object>> documents,
        Map<String, Object> variables) {
    /** The conversation and nothing after it. */
    public static final ChatOptions WHOLE = new ChatOptions(false, false, null, null, Map.of());
    /** The conversation as a prompt for the assistant's next message. */
    public static final ChatOptions PROMPT = new ChatOptions(true, false, null, null, Map.of());
    /** The conversation as a prompt to go on with its last message. */
    public static final ChatOptions CONTINUED = new ChatOptions(false, true, null, null, Map.of());

    public ChatOptions {
        if (addGenerationPrompt && continueFinalMessage) {
            throw new IllegalArgumentException("a message is either begun or continued, not both");
        }
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /** {@link #CONTINUED} if the last message is the assistant's, else {@link #PROMPT}. */
    public static ChatOptions promptFor(List<ChatMessage> messages) {
        boolean isOpen =
                !messages.isEmpty() && messages.get(messages.size() - 1).role().equals(ChatMessage.ASSISTANT);
        return isOpen ? CONTINUED : PROMPT;
    }

    public ChatOptions withTools(@Nullable List<Map<String, Object>> newTools) {
        return new ChatOptions(addGenerationPrompt, continueFinalMessage, newTools, documents, variables);
    }

    public ChatOptions withDocuments(@Nullable List<Map<String, Object>> newDocuments) {
        return new ChatOptions(addGenerationPrompt, continueFinalMessage, tools, newDocuments, variables);
    }

    public ChatOptions withVariables(Map<String, Object> newVariables) {
        return new ChatOptions(addGenerationPrompt, continueFinalMessage, tools, documents, newVariables);
    }

    /** The same with another end: a prompt for the assistant's next message, or nothing. */
    ChatOptions endingWithPrompt(boolean prompt) {
        return new ChatOptions(prompt, false, tools, documents, variables);
    }
}
