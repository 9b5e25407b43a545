package dev.attune.server.chat;

import dev.attune.api.ChatCompletionRequest;
import dev.attune.server.http.Json;
import dev.attune.server.http.RequestUser;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.ValidatedRequest;

/** {@code createChatCompletion}: from a validated body to an exchange that answers it. Runs on event loops. */
public final class ChatHandler implements Handler<RoutingContext> {
    private final ChatService service;
    private final Exchanges exchanges;

    public ChatHandler(ChatService service, Exchanges exchanges) {
        this.service = service;
        this.exchanges = exchanges;
    }

    @Override
    public void handle(RoutingContext context) {
        ValidatedRequest validated = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
        ChatCompletionRequest request = Json.read(validated.getBody().getJsonObject(), ChatCompletionRequest.class);
        ChatModel model = service.model();
        ChatCall.check(request, model);
        String user = RequestUser.of(context, request.user());
        // Templates and tokenizers take as long as the text is: not on an event loop.
        context.vertx()
                .executeBlocking(
                        () -> ChatCall.of(request, user, model, model.format().prompt(request.messages())), false)
                .map(call -> exchanges.begin(context, model, call, new ChatWording(call)))
                .onFailure(context::fail);
    }
}
