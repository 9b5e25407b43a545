package dev.attune.feedback;

import org.jspecify.annotations.Nullable;

/**
 * Redis cannot serve this now. Nothing is half-written; whether a write took effect is not known, and sending it again with the
 * same idempotency key is always right.
 */
public final class FeedbackUnavailableException extends RuntimeException {

    /** What is the matter, as counted and logged. */
    public enum Reason {
        /** No connection. */
        AWAY,
        /** No answer within the limit. */
        SLOW,
        /** It has no memory left. */
        FULL,
        /** It is a replica, or cannot write its file, and takes no writes. */
        READ_ONLY,
        /** It reads its data, or a cluster is electing. */
        STARTING,
        /** Too many commands wait for it already. */
        BUSY,
        /** It does not let this user or password do that. */
        REFUSED
    }

    private final Reason reason;

    public FeedbackUnavailableException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
