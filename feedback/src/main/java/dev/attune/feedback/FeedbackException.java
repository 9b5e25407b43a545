package dev.attune.feedback;

import org.jspecify.annotations.Nullable;

/** What is stored, or the storing of it, is broken; the message names the record. */
public final class FeedbackException extends RuntimeException {
    public FeedbackException(String message) {
        super(message);
    }

    public FeedbackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
