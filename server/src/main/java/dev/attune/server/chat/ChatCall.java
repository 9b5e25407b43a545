package dev.attune.server.chat;

import dev.attune.api.ChatCompletionRequest;
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
        for (int i = 0; i < request.messages().size(); i++) {
            var message = request.messages().get(i);
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
        int most = mostTokens(request, model, promptIds.length);
        return new Call(
                Asked.chat(user, request.messages(), request.metadata()),
                List.of(new Prompt(promptIds, CallFields.ending(request, model, most))),
                Objects.requireNonNullElse(request.n(), 1),
                CallFields.sampling(request, model),
                CallFields.isTrue(request.logprobs()) ? Objects.requireNonNullElse(request.topLogprobs(), 0) : -1,
                request.stop() == null ? List.of() : request.stop().values(),
                CallFields.isTrue(request.stream()),
                CallFields.includesUsage(request),
                CallFields.isTrue(request.returnTokenIds()));
    }

    private static int mostTokens(ChatCompletionRequest request, ChatModel model, int promptTokens) {
        int room = model.contextTokens() - promptTokens;
        Integer asked = request.maxCompletionTokens() == null ? request.maxTokens() : request.maxCompletionTokens();
        if (room < 1 || (asked != null && asked > room)) {
            throw tooLong(model.contextTokens(), promptTokens, asked);
        }
        return asked == null ? room : asked;
    }

    private static ApiException tooLong(int contextTokens, int promptTokens, @Nullable Integer asked) {
        String wanted = asked == null
                ? "the messages take " + promptTokens + " tokens, which leaves no room for an answer."
                : "the messages take " + promptTokens + " tokens and " + asked + " more were asked for.";
        return ApiException.badRequest(
                "This model's context holds " + contextTokens + " tokens; " + wanted,
                "messages",
                "context_length_exceeded");
    }
}
