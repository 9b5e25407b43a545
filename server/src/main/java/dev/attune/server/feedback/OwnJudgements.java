package dev.attune.server.feedback;

import dev.attune.api.Judgement;
import dev.attune.api.JudgementList;
import dev.attune.feedback.AnswerId;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.FeedbackEvent;
import dev.attune.feedback.Retraction;
import dev.attune.server.access.Caller;
import dev.attune.server.http.Json;
import dev.attune.server.http.Query;
import dev.attune.server.http.Stages;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code listOwnFeedback}: what the caller has said, with the answers it is about. Runs on event loops. */
public final class OwnJudgements implements Handler<RoutingContext> {
    private static final int USUAL_LIMIT = 20;

    private final FeedbackService service;

    public OwnJudgements(FeedbackService service) {
        this.service = service;
    }

    @Override
    public void handle(RoutingContext context) {
        Query query = Query.of(context);
        String user = Caller.of(context).person(query.text("user"));
        int offset = query.number("offset", 0);
        int limit = query.number("limit", USUAL_LIMIT);
        FeedbackStore store = service.store();
        // One more than asked for tells whether there is a next page.
        Stages.onEventLoop(
                        context,
                        store.judgements()
                                .of(user, offset, limit + 1)
                                .thenCompose(events -> page(store, events, limit, offset)))
                .onSuccess(page -> Json.send(context, page))
                .onFailure(context::fail);
    }

    private static CompletionStage<JudgementList> page(
            FeedbackStore store, List<FeedbackEvent> events, int limit, int offset) {
        @Nullable Integer next = events.size() > limit ? Integer.valueOf(offset + limit) : null;
        List<FeedbackEvent> holding = events.stream()
                .limit(limit)
                .filter(event -> !(event.feedback() instanceof Retraction))
                .toList();
        return completions(store, holding)
                .thenApply(found -> JudgementList.of(
                        holding.stream().map(event -> written(event, found)).toList(), next));
    }

    private static Judgement written(FeedbackEvent event, Map<String, CompletionRecord> found) {
        return JudgementWords.of(event, id -> Optional.ofNullable(found.get(id)));
    }

    /** Those that are still there, by id. */
    private static CompletionStage<Map<String, CompletionRecord>> completions(
            FeedbackStore store, List<FeedbackEvent> events) {
        Map<String, CompletableFuture<Optional<CompletionRecord>>> asked = new HashMap<>();
        for (FeedbackEvent event : events) {
            for (AnswerId answer : event.feedback().answers()) {
                asked.computeIfAbsent(
                        answer.completionId(),
                        id -> store.completions().find(id).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<String, CompletionRecord> found = new HashMap<>();
                    asked.forEach((id, record) -> record.join().ifPresent(there -> found.put(id, there)));
                    return found;
                });
    }
}
