package dev.attune.server.chat;

import dev.attune.api.ApplyTemplateRequest;
import dev.attune.api.DetokenizeRequest;
import dev.attune.api.PromptText;
import dev.attune.api.TokenList;
import dev.attune.api.TokenizeRequest;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.Json;
import dev.attune.server.http.TextWork;
import dev.attune.serving.text.UnicodeText;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.concurrent.Callable;

/** {@code tokenize}, {@code detokenize}, {@code applyTemplate}: between text and tokens, without the engine. */
public final class TokenHandlers {
    private final ChatService service;

    public TokenHandlers(ChatService service) {
        this.service = service;
    }

    public void tokenize(RoutingContext context) {
        TokenizeRequest request = Json.body(context, TokenizeRequest.class);
        ChatModel model = service.model();
        CallFields.requireModel(request.model(), model);
        if ((request.prompt() == null) == (request.messages() == null)) {
            throw ApiException.badRequest("Give either prompt or messages.", "prompt");
        }
        if (request.messages() != null) {
            ChatCall.checkMessages(request.messages());
        }
        answer(context, () -> {
            int[] ids = request.messages() != null
                    ? model.promptIds(request.messages())
                    : model.tokenizer().encodeWhole(String.valueOf(request.prompt()));
            return TokenList.of(Arrays.stream(ids).boxed().toList(), model.contextTokens());
        });
    }

    public void detokenize(RoutingContext context) {
        DetokenizeRequest request = Json.body(context, DetokenizeRequest.class);
        ChatModel model = service.model();
        CallFields.requireModel(request.model(), model);
        int[] ids = TextPrompt.known(request.tokens(), "tokens", model);
        answer(context, () -> new PromptText(model.tokenizer().decodeWithSpecials(ids)));
    }

    public void applyTemplate(RoutingContext context) {
        ApplyTemplateRequest request = Json.body(context, ApplyTemplateRequest.class);
        ChatModel model = service.model();
        CallFields.requireModel(request.model(), model);
        ChatCall.checkMessages(request.messages());
        answer(
                context,
                () -> new PromptText(UnicodeText.wellFormed(model.format().prompt(request.messages()))));
    }

    private static void answer(RoutingContext context, Callable<Object> reply) {
        TextWork.run(context, reply).onSuccess(made -> Json.send(context, made)).onFailure(context::fail);
    }
}
