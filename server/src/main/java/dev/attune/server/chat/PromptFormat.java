package dev.attune.server.chat;

import dev.attune.api.ChatMessage;
import java.util.List;

/** From a conversation to the text a model goes on from. May take long for long texts: not for event loops. */
public interface PromptFormat {

    /**
     * The prompt of a conversation; one that ends with the assistant's turn is left open for it to go on.
     *
     * @throws dev.attune.server.http.ApiException 400 if the model's template refuses the conversation
     */
    String prompt(List<ChatMessage> messages);
}
