package dev.attune.server.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** What every reply says to a browser unless a page says otherwise: do not guess, do not keep, do not frame, run nothing. */
final class SecurityHeaders {
    private static final CharSequence[][] ALL = {
        optimized("x-content-type-options", "nosniff"),
        optimized("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        optimized("x-frame-options", "DENY"),
        optimized("referrer-policy", "no-referrer"),
        optimized("cross-origin-resource-policy", "same-origin"),
        optimized("cache-control", "no-store"),
    };

    private SecurityHeaders() {}

    static void put(MultiMap headers) {
        for (CharSequence[] header : ALL) {
            headers.set(header[0], header[1]);
        }
    }

    private static CharSequence[] optimized(String name, String value) {
        return new CharSequence[] {HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value)};
    }
}
