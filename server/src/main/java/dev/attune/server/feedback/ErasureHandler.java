package dev.attune.server.feedback;

import dev.attune.api.ErasureReport;
import dev.attune.server.http.IdempotencyKey;
import dev.attune.server.http.Json;
import dev.attune.server.http.Query;
import dev.attune.server.http.Stages;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code eraseUser}: every word of a user goes, from Redis and from what was imported. Erasing twice is erasing once, so a key that is sent along needs no keeping. Runs on
 * event loops.
 */
public final class ErasureHandler implements Handler<RoutingContext> {
    private final FeedbackService service;

    public ErasureHandler(FeedbackService service) {
        this.service = service;
    }

    @Override
    public void handle(RoutingContext context) {
        IdempotencyKey.named(context);
        String user = Query.of(context).path("user");
        FeedbackStore store = service.store();
        Stages.onEventLoop(context, store.erasure().erase(user))
                .compose(report -> context.vertx()
                        .executeBlocking(() -> store.eraseImported(user), false)
                        .map(lines -> ErasureReport.of(
                                report.records() + lines, report.filesRewritten(), List.copyOf(report.versions()))))
                .onSuccess(reply -> Json.send(context, reply))
                .onFailure(context::fail);
    }
}
