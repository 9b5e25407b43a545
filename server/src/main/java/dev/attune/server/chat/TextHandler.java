package dev.attune.server.chat;

import dev.attune.api.TextCompletionRequest;
import dev.attune.server.access.Caller;
import dev.attune.server.http.Json;
import dev.attune.server.http.TextWork;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code createCompletion}: from a validated body to an exchange that answers it. Runs on event loops. */
public final class TextHandler implements Handler<RoutingContext> {
    private final ChatService service;
    private final Exchanges exchanges;

    public TextHandler(ChatService service, Exchanges exchanges) {
        this.service = service;
        this.exchanges = exchanges;
    }

    @Override
    public void handle(RoutingContext context) {
        TextCompletionRequest request = Json.body(context, TextCompletionRequest.class);
        ChatModel model = service.model();
        TextCall.check(request, model);
        String user = Caller.of(context).person(request.user());
        TextWork.run(context, () -> TextCall.of(request, user, model))
                .map(text -> exchanges.begin(context, model, text.call(), new TextWording(text)))
                .onFailure(context::fail);
    }
}
