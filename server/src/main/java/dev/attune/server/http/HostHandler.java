package dev.attune.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Of a server without keys: refuses requests that were meant for another host. A web site whose name has been pointed at this
 * machine (DNS rebinding) shares an origin with what it calls, so that nothing but the name gives it away.
 */
final class HostHandler implements PlatformHandler {
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[?::1]?|localhost|.+\\.localhost");

    private final String ownName;

    /** @param ownName what the server was told to listen on */
    HostHandler(String ownName) {
        this.ownName = ownName;
    }

    @Override
    public void handle(RoutingContext context) {
        if (!isOwn(named(context.request()))) {
            throw ApiException.forbidden(
                    "This server began without keys and answers only under its own machine's names, such as localhost.",
                    "host_not_allowed");
        }
        context.next();
    }

    /** What the client calls the server, as it wrote it; null if it did not say. */
    static @Nullable String named(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return String.join(",", request.headers().getAll(HttpHeaders.HOST));
        }
        HostAndPort authority = request.authority();
        return authority == null ? null : authority.host() + (authority.port() > 0 ? ":" + authority.port() : "");
    }

    /** Browsers always say; who does not is none. */
    private boolean isOwn(@Nullable String named) {
        if (named == null || named.isEmpty()) {
            return true;
        }
        String host = named.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
        return LOOPBACK.matcher(host).matches() || host.equalsIgnoreCase(ownName);
    }
}
