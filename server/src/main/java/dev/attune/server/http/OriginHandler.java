package dev.attune.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose scripts may call from a browser: the server's own page, and the origins that are listed. They get the headers of
 * cross-origin resource sharing, and their preflights an answer without a key. All others get none, so that browsers keep the
 * replies from them; of a server without keys they get nothing at all, because there a request needs nothing but to be sent.
 */
final class OriginHandler implements PlatformHandler {
    private static final String ANY = "*";
    private static final String METHODS = "GET, POST, DELETE, OPTIONS";
    private static final String PREFLIGHT_SECONDS = "600";
    private static final String EXPOSED = String.join(
            ", ",
            "x-request-id",
            "x-weights-version",
            "idempotent-replayed",
            "retry-after",
            "retry-after-ms",
            "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests",
            "x-ratelimit-limit-tokens",
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-reset-tokens");

    private static final Set<String> HEADERS = Set.of(
            "accept",
            "authorization",
            "content-type",
            "idempotency-key",
            "openai-beta",
            "openai-organization",
            "openai-project",
            "user-agent",
            "x-request-id");
    /** OpenAI's clients say with these what they run on. */
    private static final String CLIENT_HEADERS = "x-stainless-";

    private final Set<String> allowed;
    private final boolean keysAreNeeded;

    /** @param allowed origins as browsers write them, or {@code *} */
    OriginHandler(List<String> allowed, boolean keysAreNeeded) {
        this.allowed =
                allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        this.keysAreNeeded = keysAreNeeded;
    }

    @Override
    public void handle(RoutingContext context) {
        String origin = context.request().getHeader(HttpHeaders.ORIGIN);
        if (!allowed.isEmpty() && !allowed.contains(ANY)) {
            context.response().putHeader(HttpHeaders.VARY, "origin");
        }
        if (origin == null || isOwn(context, origin)) {
            context.next();
        } else if (isAllowed(origin)) {
            share(context, origin);
        } else if (keysAreNeeded) {
            context.next();
        } else {
            throw ApiException.forbidden(
                    "This server began without keys and answers no other site's scripts; http.cors-origins can list yours.",
                    "origin_not_allowed");
        }
    }

    private void share(RoutingContext context, String origin) {
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, allowed.contains(ANY) ? ANY : origin)
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        boolean preflight = context.request().method().equals(HttpMethod.OPTIONS)
                && context.request().headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        if (!preflight) {
            context.next();
            return;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(
                        HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
                        known(context.request().getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS)))
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
                .setStatusCode(204)
                .end();
    }

    /** Those that a script wants to send and may; a browser sends nothing if one it wants is missing. */
    private static String known(@Nullable String wanted) {
        return Arrays.stream((wanted == null ? "" : wanted).split(",", -1))
                .map(header -> header.strip().toLowerCase(Locale.ROOT))
                .filter(header -> HEADERS.contains(header) || header.startsWith(CLIENT_HEADERS))
                .collect(Collectors.joining(", "));
    }

    private boolean isAllowed(String origin) {
        return allowed.contains(ANY) || allowed.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** The scheme is left out: where TLS ends at a proxy, only the browser knows it. */
    private static boolean isOwn(RoutingContext context, String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(HostHandler.named(context.request()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
