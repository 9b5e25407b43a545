package dev.attune.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** What every reply carries: the request's id and the headers that keep a browser from guessing. */
final class RequestHeadHandler implements PlatformHandler {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    @Override
    public void handle(RoutingContext context) {
        String id = context.request().getHeader(REQUEST_ID);
        context.response()
                .putHeader(REQUEST_ID, id != null && SANE.matcher(id).matches() ? id : newId())
                .putHeader(CONTENT_TYPE_OPTIONS, NO_SNIFF);
        context.next();
    }

    static String idOf(RoutingContext context) {
        String id = context.response().headers().get(REQUEST_ID);
        return id == null ? "-" : id;
    }

    private static String newId() {
        return "req-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
