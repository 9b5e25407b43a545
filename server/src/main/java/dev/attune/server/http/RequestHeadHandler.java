package dev.attune.server.http;

import dev.attune.server.config.ServerConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every reply carries: the request's id and the headers that keep a browser from guessing. */
final class RequestHeadHandler implements PlatformHandler {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence HSTS = HttpHeaders.createOptimized("strict-transport-security");
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final @Nullable CharSequence hsts;

    RequestHeadHandler(ServerConfig.Tls tls) {
        this.hsts = tls.isOn() && tls.hstsS() > 0 ? HttpHeaders.createOptimized("max-age=" + tls.hstsS()) : null;
    }

    @Override
    public void handle(RoutingContext context) {
        String id = context.request().getHeader(REQUEST_ID);
        MultiMap headers = context.response().headers();
        headers.set(REQUEST_ID, id != null && SANE.matcher(id).matches() ? id : newId());
        SecurityHeaders.put(headers);
        if (hsts != null) {
            headers.set(HSTS, hsts);
        }
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
