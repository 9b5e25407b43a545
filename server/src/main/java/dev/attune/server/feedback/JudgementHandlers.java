package dev.attune.server.feedback;

import dev.attune.api.ComparisonRequest;
import dev.attune.api.DemonstrationRequest;
import dev.attune.api.FeedbackRequest;
import dev.attune.api.RankingRequest;
import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Feedback;
import dev.attune.feedback.Retraction;
import dev.attune.feedback.redis.Judgements;
import dev.attune.server.access.Caller;
import dev.attune.server.http.IdempotencyKey;
import dev.attune.server.http.Json;
import dev.attune.server.http.Query;
import dev.attune.server.http.Stages;
import dev.attune.server.metrics.FeedbackMeters;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code giveThumb}, {@code giveRanking}, {@code giveComparison}, {@code giveDemonstration}, {@code retractFeedback}: each is one act
 * of one user, answered when Redis has it on disk. Runs on event loops.
 */
public final class JudgementHandlers {
    private static final String JUDGEMENT = "fb-";

    private final FeedbackService service;
    private final FeedbackMeters meters;

    public JudgementHandlers(FeedbackService service, FeedbackMeters meters) {
        this.service = service;
        this.meters = meters;
    }

    public void thumb(RoutingContext context) {
        FeedbackRequest request = Json.body(context, FeedbackRequest.class);
        submit(context, request.user(), "completion_id", () -> Wishes.thumb(request));
    }

    public void ranking(RoutingContext context) {
        RankingRequest request = Json.body(context, RankingRequest.class);
        submit(context, request.user(), "completion_ids", () -> Wishes.ranking(request));
    }

    public void comparison(RoutingContext context) {
        ComparisonRequest request = Json.body(context, ComparisonRequest.class);
        submit(context, request.user(), "completion_ids", () -> Wishes.comparison(request));
    }

    public void demonstration(RoutingContext context) {
        DemonstrationRequest request = Json.body(context, DemonstrationRequest.class);
        submit(context, request.user(), "messages", () -> Wishes.demonstration(request));
    }

    /** Of a thumb by its answer, of anything by the judgement's id. */
    public void retract(RoutingContext context) {
        Query query = Query.of(context);
        String named = query.path("completion_id");
        String requestUser = query.text("user");
        int choice = query.number("choice_index", 0);
        submit(context, requestUser, "completion_id", () -> {
            String user = Caller.of(context).person(requestUser);
            return new Retraction(
                    named.startsWith(JUDGEMENT) ? named : Judgements.thumbId(user, new AnswerId(named, choice)));
        });
    }

    private void submit(RoutingContext context, @Nullable String requestUser, String field, Supplier<Feedback> said) {
        String user = Caller.of(context).person(requestUser);
        String key = IdempotencyKey.of(context);
        FeedbackStore store = service.store();
        Wishes.checked(field, () -> {
            Feedback feedback = said.get();
            Stages.onEventLoop(context, store.judgements().submit(user, key, feedback))
                    .onSuccess(receipt -> meters.decided(feedback.kind(), receipt))
                    .onFailure(meters::failed)
                    .map(receipt -> Receipts.reply(context, feedback.kind(), receipt))
                    .onSuccess(reply -> Json.send(context, reply))
                    .onFailure(context::fail);
        });
    }
}
