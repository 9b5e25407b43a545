package dev.attune.server.access;

import java.util.OptionalLong;

/** A key has taken what it may take for now. Carries no stack trace: it is an answer, not a fault. */
public final class LimitException extends RuntimeException {
    private final String kind;
    private final long retryAfterMs;

    LimitException(String kind, String message, long retryAfterMs) {
        super(message, null, false, false);
        this.kind = kind;
        this.retryAfterMs = retryAfterMs;
    }

    /** {@code requests} or {@code tokens}. */
    public String kind() {
        return kind;
    }

    /** After how long the same request would be let in; empty if that depends on others. */
    public OptionalLong retryAfterMs() {
        return retryAfterMs < 0 ? OptionalLong.empty() : OptionalLong.of(retryAfterMs);
    }
}
