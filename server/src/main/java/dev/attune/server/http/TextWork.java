package dev.attune.server.http;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;

/**
 * Work that takes as long as a request's text is. That of a long text has no place on an event loop; that of a short one is done there
 * at once, because the way to another thread and back would take as long again. Used on event loops.
 */
public final class TextWork {
    private static final int SHORT_BYTES = 2048;

    private TextWork() {}

    /** What the work makes; its failure, if it throws. */
    public static <T> Future<T> run(RoutingContext context, Callable<T> work) {
        if (context.body().length() > SHORT_BYTES) {
            return context.vertx().executeBlocking(work, false);
        }
        try {
            return Future.succeededFuture(work.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }
}
