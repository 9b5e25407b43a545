package dev.attune.server.chat;

import dev.attune.api.TextCompletionRequest;
import dev.attune.server.http.ApiException;
import dev.attune.serving.text.UnicodeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From the fields of a text completion to its {@link Call}, with everything checked that the contract's schemas cannot say.
 *
 * @param echoes what each prompt's texts begin with: the prompt if that was asked for, else nothing
 */
record TextCall(Call call, List<String> echoes) {
    private static final int DEFAULT_TOKENS = 16;

    /** Over all prompts of a request. A queue must have room for them all at once. */
    private static final int MOST_COMPLETIONS = 128;

    /** What can be checked before the prompts are known; cheap enough for an event loop. */
    static void check(TextCompletionRequest request, ChatModel model) {
        CallFields.check(request, model);
        int n = Objects.requireNonNullElse(request.n(), 1);
        if (request.suffix() != null) {
            throw ApiException.badRequest("suffix is not supported by this server.", "suffix");
        }
        if (request.bestOf() != null && request.bestOf() != n) {
            throw ApiException.badRequest(
                    "best_of must equal n, which is " + n + ", was " + request.bestOf() + ".", "best_of");
        }
        if (CallFields.isTrue(request.echo()) && request.logprobs() != null) {
            throw ApiException.badRequest(
                    "echo does not go together with logprobs: those of a prompt are not computed.", "echo");
        }
        if (request.prompt().values().size() * n > MOST_COMPLETIONS) {
            throw ApiException.badRequest(
                    "prompt: all prompts together may have " + MOST_COMPLETIONS + " completions, "
                            + request.prompt().values().size() + " with n = " + n + " have more.",
                    "prompt");
        }
    }

    /**
     * Takes as long as the prompts are: not for event loops.
     *
     * @param user who asks, if anybody said so
     */
    static TextCall of(TextCompletionRequest request, @Nullable String user, ChatModel model) {
        List<Prompt> prompts = new ArrayList<>();
        List<String> echoes = new ArrayList<>();
        for (Object written : request.prompt().values()) {
            String place = request.prompt().single() ? "prompt" : "prompt[" + prompts.size() + "]";
            int[] ids = TextPrompt.ids(written, place, model);
            prompts.add(new Prompt(ids, CallFields.ending(request, model, mostTokens(request, model, ids, place))));
            echoes.add(CallFields.isTrue(request.echo()) ? echo(written, ids, model) : "");
        }
        int topLogprobs = Objects.requireNonNullElse(request.logprobs(), -1);
        Asked asked = Asked.text(user, request.metadata());
        return new TextCall(CallFields.call(request, model, asked, prompts, topLogprobs), echoes);
    }

    private static int mostTokens(TextCompletionRequest request, ChatModel model, int[] ids, String place) {
        int room = CallFields.room(model, ids.length, request.maxTokens(), place);
        return request.maxTokens() == null ? Math.min(DEFAULT_TOKENS, room) : room;
    }

    private static String echo(Object written, int[] ids, ChatModel model) {
        return written instanceof String text
                ? UnicodeText.wellFormed(text)
                : model.tokenizer().decode(ids);
    }
}
