package dev.attune.server.chat;

import dev.attune.api.ChatCompletionRequest;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.Json;
import dev.attune.server.http.SseStream;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** {@code createChatCompletion}: from a validated body to an exchange that answers it. Runs on event loops. */
public final class ChatHandler implements Handler<RoutingContext> {
    private final ChatService service;
    private final ServerConfig config;

    public ChatHandler(ChatService service, ServerConfig config) {
        this.service = service;
        this.config = config;
    }

    @Override
    public void handle(RoutingContext context) {
        ValidatedRequest validated = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
        ChatCompletionRequest request = Json.read(validated.getBody().getJsonObject(), ChatCompletionRequest.class);
        ChatModel model = service.model();
        ChatCall.check(request, model);
        // Templates and tokenizers take as long as the text is: not on an event loop.
        context.vertx()
                .executeBlocking(
                        () -> ChatCall.of(request, model, model.format().prompt(request.messages())), false)
                .map(call -> answer(context, model, call))
                .onFailure(context::fail);
    }

    private ChatCall answer(RoutingContext context, ChatModel model, ChatCall call) {
        if (context.response().closed()) {
            return call;
        }
        Context eventLoop = context.vertx().getOrCreateContext();
        ChatExchange exchange = new ChatExchange(newId(), model, call, eventLoop, reply(context, call));
        Timers timers = new Timers(context.vertx(), exchange);
        context.addEndHandler(ended -> {
            timers.stop();
            exchange.cancel();
            service.leave(exchange);
        });
        service.enter(exchange);
        exchange.submit();
        return call;
    }

    private Reply reply(RoutingContext context, ChatCall call) {
        if (!call.stream()) {
            return new WholeReply(context, call.n());
        }
        SseStream stream = new SseStream(context.response(), config.http().writeQueueBytes());
        return new StreamReply(context, stream, call);
    }

    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return "chatcmpl-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextInt());
    }

    /** The deadline and the heartbeat of one exchange. */
    private final class Timers {
        private final Vertx vertx;
        private final long deadline;
        private final long heartbeat;

        Timers(Vertx vertx, ChatExchange exchange) {
            this.vertx = vertx;
            int deadlineMs = config.chat().deadlineMs();
            this.deadline = vertx.setTimer(deadlineMs, late -> exchange.fail(ApiException.deadline(deadlineMs)));
            this.heartbeat = vertx.setPeriodic(config.http().heartbeatMs(), beat -> exchange.heartbeat());
        }

        void stop() {
            vertx.cancelTimer(deadline);
            vertx.cancelTimer(heartbeat);
        }
    }
}
