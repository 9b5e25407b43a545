package dev.attune.server.feedback;

import dev.attune.feedback.redis.Claims;
import dev.attune.server.chat.Draws;
import dev.attune.server.http.AccessLog;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.IdempotencyKey;
import dev.attune.server.http.Stages;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sees to it that of all requests with one idempotency key one draws and the others get what it drew. Those that come meanwhile ask
 * again until it is there, for as long as an answer may take. Runs on event loops.
 */
final class DrawDesk {
    private static final int ASK_AGAIN_MS = 100;

    private final FeedbackService service;
    private final Draws draws;
    private final Duration longest;

    DrawDesk(FeedbackService service, Draws draws) {
        this.service = service;
        this.draws = draws;
        this.longest = draws.longest();
    }

    /**
     * A request to draw.
     *
     * @param body all that it says, by which a repeated one is known
     */
    record Wanted(String user, int answers, boolean stream, String body) {}

    /** @param draw begins to answer; fails if it cannot */
    void answer(RoutingContext context, Wanted wanted, Function<DrawClaim, Future<Void>> draw) {
        Claims claims = service.store().claims();
        Optional<String> key = IdempotencyKey.named(context);
        if (key.isEmpty()) {
            draw.apply(DrawClaim.free(claims)).onFailure(context::fail);
            return;
        }
        Claims.Request request = new Claims.Request(wanted.user(), key.get(), wanted.body());
        DrawClaim mine = new DrawClaim(claims, Optional.of(request), Draws.newId());
        long deadline = System.nanoTime() + longest.toNanos();
        claim(context, wanted, mine, draw, deadline);
    }

    private void claim(
            RoutingContext context,
            Wanted wanted,
            DrawClaim mine,
            Function<DrawClaim, Future<Void>> draw,
            long deadline) {
        Stages.onEventLoop(context, mine.claims().claim(mine.request().orElseThrow(), mine.id(), longest))
                .compose(claim -> switch (claim.state()) {
                    case MINE -> draw(context, mine, draw);
                    case DONE -> repeat(context, claim.reply(), wanted.stream());
                    case PENDING -> {
                        if (System.nanoTime() > deadline) {
                            throw ApiException.deadline((int) longest.toMillis());
                        }
                        if (!AccessLog.isOver(context)) {
                            context.vertx()
                                    .setTimer(ASK_AGAIN_MS, later -> claim(context, wanted, mine, draw, deadline));
                        }
                        yield Future.<Void>succeededFuture();
                    }
                    case CONFLICT -> throw ApiException.keyReused();
                    case ERASED -> throw Receipts.refusal(new dev.attune.feedback.Receipt.Erased());
                })
                .onFailure(context::fail);
    }

    private static Future<Void> draw(RoutingContext context, DrawClaim mine, Function<DrawClaim, Future<Void>> draw) {
        if (AccessLog.isOver(context)) {
            mine.giveUp();
            return Future.succeededFuture();
        }
        context.addEndHandler(ended -> mine.giveUp());
        return draw.apply(mine);
    }

    private Future<Void> repeat(RoutingContext context, String id, boolean stream) {
        return Stages.onEventLoop(context, service.store().records().find(id)).map(found -> {
            IdempotencyKey.replayed(context);
            draws.repeat(
                    context,
                    found.orElseThrow(() -> ApiException.gone(id + " has expired.", "completion_id", "expired")),
                    stream);
            return null;
        });
    }
}
