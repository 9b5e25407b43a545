package dev.attune.server.chat;

import dev.attune.api.ChatCompletionRequest;
import dev.attune.server.access.Caller;
import dev.attune.server.http.Json;
import dev.attune.server.http.TextWork;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

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
        ChatCompletionRequest request = Json.body(context, ChatCompletionRequest.class);
        ChatModel model = service.model();
        ChatCall.check(request, model);
        String user = Caller.of(context).person(request.user());
        TextWork.run(context, () -> ChatCall.of(request, user, model, model.promptIds(request.messages())))
                .map(call -> exchanges.begin(context, model, call, new ChatWording(call)))
                .onFailure(context::fail);
    }
}
