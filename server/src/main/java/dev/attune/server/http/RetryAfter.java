package dev.attune.server.http;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** When to come back, in whole seconds for everybody and in milliseconds for OpenAI's clients. */
public final class RetryAfter {
    private static final String EXPECTED = "attune.retry-after-ms";

    private RetryAfter() {}

    /** Says when there will be room again, should this request find none. */
    public static void expect(RoutingContext context, long waitMs) {
        context.put(EXPECTED, waitMs);
    }

    /** What was expected, or else the given time. */
    static long expected(RoutingContext context, long otherwiseMs) {
        Long expected = context.get(EXPECTED);
        return expected == null ? otherwiseMs : expected;
    }

    static void put(HttpServerResponse response, long waitMs) {
        response.putHeader("Retry-After", Long.toString(Math.max(1, (waitMs + 999) / 1000)))
                .putHeader("retry-after-ms", Long.toString(Math.max(1, waitMs)));
    }
}
