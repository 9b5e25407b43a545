package dev.attune.server.feedback;

import dev.attune.api.FeedbackReceipt;
import dev.attune.feedback.Receipt;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.IdempotencyKey;
import io.vertx.ext.web.RoutingContext;

/** What became of a judgement, in the words of the contract. */
final class Receipts {

    private Receipts() {}

    /**
     * The reply to a judgement that holds.
     *
     * @throws ApiException if it was refused
     */
    static FeedbackReceipt reply(RoutingContext context, String kind, Receipt receipt) {
        if (receipt instanceof Receipt.Accepted accepted) {
            return FeedbackReceipt.of(accepted.judgementId(), kind, accepted.revision(), accepted.atMs());
        }
        if (receipt instanceof Receipt.Replayed replayed) {
            IdempotencyKey.replayed(context);
            return FeedbackReceipt.of(replayed.judgementId(), kind, replayed.revision(), replayed.atMs());
        }
        throw refusal(receipt);
    }

    /** Why it does not hold. */
    static ApiException refusal(Receipt receipt) {
        if (receipt instanceof Receipt.Conflict) {
            return ApiException.keyReused();
        }
        if (receipt instanceof Receipt.Unknown unknown) {
            return ApiException.notFound("There is no " + unknown.what() + ".", "completion_id", "unknown_completion");
        }
        if (receipt instanceof Receipt.Foreign foreign) {
            return ApiException.notYours(foreign.what() + " was not given to this user.");
        }
        if (receipt instanceof Receipt.Expired expired) {
            return ApiException.gone(expired.completionId() + " has expired.", "completion_id", "expired");
        }
        if (receipt instanceof Receipt.Erased) {
            return ApiException.gone("This user was erased; nothing is taken for a while.", "user", "erased");
        }
        if (receipt instanceof Receipt.DifferentPrompts different) {
            return ApiException.badRequest(
                    "All answers must be to one prompt; " + different.completionId() + " is to another.",
                    "completion_ids",
                    "different_prompts");
        }
        if (receipt instanceof Receipt.TooManyRevisions many) {
            return ApiException.badRequest(
                    "This judgement was revised " + many.most() + " times, which is as often as it may be.",
                    null,
                    "too_many_revisions");
        }
        throw new IllegalStateException("no refusal: " + receipt);
    }
}
