package dev.attune.server.http;

import dev.attune.server.access.Account;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** Says how the caller's limits stand, in OpenAI's headers; nothing about a limit that is not there. */
public final class LimitHeaders {

    private LimitHeaders() {}

    /** Writes them, over what they said before; to be called while the head has not been sent. */
    public static void put(RoutingContext context, Account account) {
        HttpServerResponse response = context.response();
        account.requests().ifPresent(standing -> put(response, "requests", standing));
        account.tokens().ifPresent(standing -> put(response, "tokens", standing));
    }

    private static void put(HttpServerResponse response, String kind, Account.Standing standing) {
        response.putHeader("x-ratelimit-limit-" + kind, Integer.toString(standing.perMinute()))
                .putHeader("x-ratelimit-remaining-" + kind, Long.toString(standing.remaining()))
                .putHeader("x-ratelimit-reset-" + kind, duration(standing.resetMs()));
    }

    /** As OpenAI writes it: {@code 1m30s}, {@code 2.5s}, {@code 120ms}, {@code 0s}. */
    static String duration(long ms) {
        if (ms > 0 && ms < 1000) {
            return ms + "ms";
        }
        long minutes = ms / 60_000;
        String seconds =
                String.format(Locale.ROOT, "%.3f", ms % 60_000 / 1000.0).replaceFirst("\\.?0+$", "");
        return (minutes > 0 ? minutes + "m" : "") + seconds + "s";
    }
}
