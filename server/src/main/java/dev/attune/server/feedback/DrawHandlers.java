package dev.attune.server.feedback;

import dev.attune.api.AlternativesRequest;
import dev.attune.api.RankingSessionRequest;
import dev.attune.api.SuggestionsRequest;
import dev.attune.feedback.AnswerId;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Receipt;
import dev.attune.feedback.redis.Audience;
import dev.attune.server.access.Caller;
import dev.attune.server.access.Role;
import dev.attune.server.chat.Draws;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.Json;
import dev.attune.server.http.Stages;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code drawAlternatives}, {@code drawSuggestions}, {@code beginRankingSession}: answers to judge. Runs on event loops. */
public final class DrawHandlers {
    private static final int USUAL_SUGGESTIONS = 3;
    private static final int USUAL_TO_RANK = 4;
    /** Past answers that are looked at before there is said to be nothing to rank. */
    private static final int PICKS = 8;

    private final FeedbackService service;
    private final Draws draws;
    private final DrawDesk desk;

    public DrawHandlers(FeedbackService service, Draws draws) {
        this.service = service;
        this.draws = draws;
        this.desk = new DrawDesk(service, draws);
    }

    public void alternatives(RoutingContext context) {
        AlternativesRequest request = Json.body(context, AlternativesRequest.class);
        DrawDesk.Wanted wanted = wanted(context, request.user(), request.k(), request.stream(), request);
        Wishes.checked("completion_id", () -> {
            AnswerId answer = Wishes.answer(request.completionId(), request.choiceIndex());
            desk.answer(context, wanted, claim -> Stages.onEventLoop(context, look(wanted.user(), answer))
                    .map(source -> again(context, wanted, claim, source, answer.choice())));
        });
    }

    public void suggestions(RoutingContext context) {
        SuggestionsRequest request = Json.body(context, SuggestionsRequest.class);
        int k = Objects.requireNonNullElse(request.k(), USUAL_SUGGESTIONS);
        DrawDesk.Wanted wanted = wanted(context, request.user(), k, request.stream(), request);
        FeedbackStore store = service.store();
        desk.answer(
                context,
                wanted,
                claim -> draws.first(
                        context, order(wanted, claim, drawn -> store.records().save(drawn)), request.messages()));
    }

    public void rankingSession(RoutingContext context) {
        RankingSessionRequest request = Json.body(context, RankingSessionRequest.class);
        boolean any = "any".equals(request.scope());
        if (any && !Caller.of(context).may(Role.LABELER)) {
            throw ApiException.missingRole(Role.LABELER.word());
        }
        int k = Objects.requireNonNullElse(request.k(), USUAL_TO_RANK);
        DrawDesk.Wanted wanted = wanted(context, request.user(), k, request.stream(), request);
        desk.answer(context, wanted, claim -> Stages.onEventLoop(context, pick(any, wanted.user(), PICKS))
                .map(source -> again(context, wanted, claim, source, 0)));
    }

    private static DrawDesk.Wanted wanted(
            RoutingContext context, @Nullable String user, int k, @Nullable Boolean stream, Object request) {
        return new DrawDesk.Wanted(
                Caller.of(context).person(user),
                k,
                Boolean.TRUE.equals(stream),
                request.getClass().getSimpleName() + Json.write(request));
    }

    private Void again(
            RoutingContext context, DrawDesk.Wanted wanted, DrawClaim claim, CompletionRecord source, int choice) {
        FeedbackStore store = service.store();
        Draws.Order order = order(wanted, claim, drawn -> store.records().saveAlternative(drawn, source.id()));
        if (choice >= source.choices().size()) {
            throw Receipts.refusal(new Receipt.Unknown(source.id() + "/" + choice));
        }
        draws.again(context, order, source, source.promptOf(source.choices().get(choice)));
        return null;
    }

    private static Draws.Order order(DrawDesk.Wanted wanted, DrawClaim claim, dev.attune.server.chat.Keeper keeper) {
        return new Draws.Order(
                claim.id(),
                wanted.user(),
                wanted.answers(),
                wanted.stream(),
                drawn -> claim.sealed(keeper.keep(drawn)));
    }

    /** A completion that was shown to the user; one that was just given may still be on its way to Redis. */
    private CompletionStage<CompletionRecord> look(String user, AnswerId answer) {
        FeedbackStore store = service.store();
        return store.completions()
                .settled(answer.completionId())
                .thenCompose(there -> store.audience().look(user, answer.completionId()))
                .thenApply(look -> look.completion()
                        .orElseThrow(() -> Receipts.refusal(look.refusal().orElseThrow())));
    }

    private CompletionStage<CompletionRecord> pick(boolean any, String user, int picks) {
        Audience audience = service.store().audience();
        return (any ? audience.pickAny() : audience.pickOwn(user)).thenCompose(picked -> {
            Optional<CompletionRecord> fit = picked.filter(DrawHandlers::canBeRanked);
            if (fit.isPresent()) {
                return CompletableFuture.completedStage(fit.get());
            }
            return picked.isPresent() && picks > 1
                    ? pick(any, user, picks - 1)
                    : CompletableFuture.failedStage(
                            ApiException.notFound("There is no past answer to rank yet.", null, "nothing_to_rank"));
        });
    }

    /** A conversation that somebody was answered. */
    private static boolean canBeRanked(CompletionRecord completion) {
        return !completion.messages().isEmpty() && !completion.choices().isEmpty();
    }
}
