package dev.attune.feedback.embedded;

import org.jspecify.annotations.Nullable;

/** Our own Redis cannot be had; the message says what stands in the way and what to do. */
public class RedisException extends RuntimeException {
    RedisException(String message) {
        super(message);
    }

    RedisException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
