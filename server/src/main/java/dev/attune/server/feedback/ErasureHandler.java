package dev.attune.server.feedback;

import dev.attune.api.ErasureReport;
import dev.attune.feedback.redis.Claims;
import dev.attune.server.access.Caller;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.IdempotencyKey;
import dev.attune.server.http.Json;
import dev.attune.server.http.Query;
import dev.attune.server.http.Stages;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * {@code eraseUser}: every word of a user goes, from Redis and from what was imported. Erasing twice is erasing once; with an
 * idempotency key the second reply is the first one's. What is kept for that is numbers and a keyed digest of the name. Runs on event
 * loops.
 */
public final class ErasureHandler implements Handler<RoutingContext> {
    private final FeedbackService service;

    public ErasureHandler(FeedbackService service) {
        this.service = service;
    }

    @Override
    public void handle(RoutingContext context) {
        Optional<String> key = IdempotencyKey.named(context);
        String user = Query.of(context).path("user");
        Future<ErasureReport> report = key.isEmpty()
                ? erase(context, user)
                : digest(context, user)
                        .map(who -> new Claims.Request(Caller.of(context).person(null), key.get(), "erasure " + who))
                        .compose(request -> once(context, user, request));
        report.onSuccess(reply -> Json.send(context, reply)).onFailure(context::fail);
    }

    private Future<ErasureReport> once(RoutingContext context, String user, Claims.Request request) {
        Claims claims = service.store().claims();
        return Stages.onEventLoop(context, claims.shared(request)).compose(claim -> switch (claim.state()) {
            case DONE -> {
                IdempotencyKey.replayed(context);
                yield Future.succeededFuture(Json.read(claim.reply(), ErasureReport.class));
            }
            case CONFLICT -> throw ApiException.keyReused();
            default ->
                erase(context, user)
                        .compose(report -> Stages.onEventLoop(
                                context,
                                claims.decided(request, Json.write(report).toString())))
                        .map(reply -> Json.read(reply, ErasureReport.class));
        });
    }

    private Future<ErasureReport> erase(RoutingContext context, String user) {
        FeedbackStore store = service.store();
        return Stages.onEventLoop(context, store.erasure().erase(user)).compose(report -> context.vertx()
                .executeBlocking(() -> store.eraseImported(user), false)
                .map(lines -> ErasureReport.of(
                        report.records() + lines, report.filesRewritten(), List.copyOf(report.versions()))));
    }

    private Future<String> digest(RoutingContext context, String user) {
        return context.vertx()
                .executeBlocking(() -> service.store().pseudonyms().pseudonym(user), false);
    }
}
