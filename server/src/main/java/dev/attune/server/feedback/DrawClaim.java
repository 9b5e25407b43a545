package dev.attune.server.feedback;

import dev.attune.feedback.FeedbackException;
import dev.attune.feedback.redis.Claims;
import dev.attune.server.chat.Draws;
import dev.attune.server.http.ApiException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The right to make one reply, with the id it will have. Without an idempotency key it is everybody's. */
record DrawClaim(Claims claims, Optional<Claims.Request> request, String id) {

    static DrawClaim free(Claims claims) {
        return new DrawClaim(claims, Optional.empty(), Draws.newId());
    }

    /** What was drawn is given again from when it is kept. */
    CompletionStage<Void> sealed(CompletionStage<Void> kept) {
        return kept.thenCompose(there ->
                        request.map(mine -> claims.done(mine, id)).orElse(CompletableFuture.completedStage(null)))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(named(failure)));
    }

    /** Nothing was drawn, or it was not kept; after {@link #sealed} this does nothing. */
    void giveUp() {
        request.ifPresent(mine -> claims.giveUp(mine, id));
    }

    /** What a completion belongs to may go while it is drawn. */
    private static Throwable named(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof FeedbackException gone
                ? ApiException.gone(String.valueOf(gone.getMessage()), "completion_id", "expired")
                : cause;
    }
}
