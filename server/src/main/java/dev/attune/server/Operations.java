package dev.attune.server;

import static java.util.Map.entry;

import dev.attune.server.chat.ChatHandler;
import dev.attune.server.chat.ChatService;
import dev.attune.server.chat.Exchanges;
import dev.attune.server.chat.ModelHandlers;
import dev.attune.server.chat.TextHandler;
import dev.attune.server.chat.TokenHandlers;
import dev.attune.server.metrics.Metrics;
import dev.attune.server.metrics.MetricsHandler;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** Who answers which operation of the contract. */
final class Operations {

    private Operations() {}

    static Map<String, Handler<RoutingContext>> of(ChatService service, Exchanges exchanges, Metrics metrics) {
        TokenHandlers tokens = new TokenHandlers(service);
        ModelHandlers models = new ModelHandlers(service);
        return Map.ofEntries(
                entry("createChatCompletion", new ChatHandler(service, exchanges)),
                entry("createCompletion", new TextHandler(service, exchanges)),
                entry("tokenize", tokens::tokenize),
                entry("detokenize", tokens::detokenize),
                entry("applyTemplate", tokens::applyTemplate),
                entry("listModels", models::list),
                entry("getModel", models::get),
                entry("getHealth", models::health),
                entry("getReady", models::ready),
                entry("getMetrics", new MetricsHandler(metrics)));
    }
}
