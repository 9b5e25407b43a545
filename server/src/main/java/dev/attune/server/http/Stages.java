package dev.attune.server.http;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** From stages that complete on other libraries' threads to the event loop of a request. */
public final class Stages {

    private Stages() {}

    /** The same outcome, on the request's event loop; a failure without the wrapping that stages put around it. */
    public static <T> Future<T> onEventLoop(RoutingContext context, CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context.vertx().getOrCreateContext())
                .recover(failure -> Future.failedFuture(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure));
    }
}
