package dev.attune.server.chat;

import dev.attune.api.ChatCompletionRequest;
import dev.attune.api.ChatMessage;
import dev.attune.server.http.ApiException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From the fields of a chat to its {@link Call}, with everything checked that the contract's schemas cannot say. */
final class ChatCall {

    private ChatCall() {}

    /** What can be checked before the prompt is known; cheap enough for an event loop. */
    static void check(ChatCompletionRequest request, ChatModel model) {
        CallFields.check(request, model);
        if (request.tools() != null && !request.tools().isEmpty()) {
            throw ApiException.badRequest("tools are not supported by this server.", "tools");
        }
        if (request.responseFormat() != null && !request.responseFormat().type().equals("text")) {
            throw ApiException.badRequest(
                    "response_format must be text, was "
                            + request.responseFormat().type() + ".",
                    "response_format");
        }
        if (request.topLogprobs() != null && !CallFields.isTrue(request.logprobs())) {
            throw ApiException.badRequest("top_logprobs needs logprobs: true.", "top_logprobs");
        }
        checkMessages(request.messages());
    }

    static void checkMessages(List<ChatMessage> messages) {
        for (int i = 0; i < messages.size(); i++) {
            ChatMessage message = messages.get(i);
            if (message.content() == null && !message.role().equals("assistant")) {
                throw ApiException.badRequest(
                        "Only an assistant's message may be without content.", "messages[" + i + "].content");
            }
        }
    }

    /** @param user who asks, if anybody said so */
    static Call of(ChatCompletionRequest request, @Nullable String user, ChatModel model, int[] promptIds) {
        if (promptIds.length == 0) {
            throw ApiException.badRequest("The messages make an empty prompt.", "messages");
        }
        Integer asked = request.maxCompletionTokens() == null ? request.maxTokens() : request.maxCompletionTokens();
        int most = CallFields.room(model, promptIds.length, asked, "messages");
        Prompt prompt = new Prompt(promptIds, CallFields.ending(request, model, most));
        int topLogprobs =
                CallFields.isTrue(request.logprobs()) ? Objects.requireNonNullElse(request.topLogprobs(), 0) : -1;
        Asked words = Asked.chat(user, request.messages(), request.metadata());
        return CallFields.call(request, model, words, List.of(prompt), topLogprobs);
    }
}
