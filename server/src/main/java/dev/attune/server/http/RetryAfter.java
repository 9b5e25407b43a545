package dev.attune.server.http;

import io.vertx.core.http.HttpServerResponse;

/** When to come back, in whole seconds for everybody and in milliseconds for OpenAI's clients. */
final class RetryAfter {

    private RetryAfter() {}

    static void put(HttpServerResponse response, long waitMs) {
        response.putHeader("Retry-After", Long.toString(Math.max(1, (waitMs + 999) / 1000)))
                .putHeader("retry-after-ms", Long.toString(Math.max(1, waitMs)));
    }
}
