package dev.attune.server.feedback;

import dev.attune.server.http.ApiException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where feedback is kept, from the moment there is such a place. Event loops ask it, the application's thread tells it. */
public final class FeedbackService {
    private volatile @Nullable FeedbackStore store;

    /** From now on feedback is taken. */
    public void ready(FeedbackStore opened) {
        store = opened;
    }

    /** @throws ApiException 503 while the server starts */
    public FeedbackStore store() {
        FeedbackStore opened = store;
        if (opened == null) {
            throw ApiException.notReady();
        }
        return opened;
    }

    /** Completes if feedback can be kept now, fails with the reason if not; never waits. */
    public CompletionStage<Void> pulse() {
        FeedbackStore opened = store;
        return opened == null
                ? CompletableFuture.failedStage(ApiException.notReady())
                : opened.redis().ping();
    }
}
