package dev.attune.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.InputTrustHandler;
import io.vertx.ext.web.handler.PlatformHandler;

/** Ends a request whose body trickles in: 408, and the connection (in HTTP/2 the stream) is closed. */
final class BodyDeadline implements PlatformHandler {
    private static final String TIMER = "attune.body-deadline";

    private final int timeoutMs;

    BodyDeadline(int timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    /** Stands before whatever reads the body. */
    @Override
    public void handle(RoutingContext context) {
        if (!context.request().isEnded()) {
            context.put(TIMER, context.vertx().setTimer(timeoutMs, late -> expire(context)));
        }
        context.next();
    }

    /** Stands behind it. */
    InputTrustHandler met() {
        return context -> {
            Long timer = context.get(TIMER);
            if (timer != null) {
                context.vertx().cancelTimer(timer);
            }
            context.next();
        };
    }

    private void expire(RoutingContext context) {
        if (context.request().isEnded() || context.response().closed()) {
            return;
        }
        if (context.response().ended()) {
            close(context);
            return;
        }
        context.addEndHandler(sent -> close(context));
        context.response().putHeader(HttpHeaders.CONNECTION, "close");
        context.fail(ApiException.slowBody(timeoutMs));
    }

    private static void close(RoutingContext context) {
        if (context.request().version() == HttpVersion.HTTP_2) {
            context.response().reset();
        } else {
            context.request().connection().close();
        }
    }
}
