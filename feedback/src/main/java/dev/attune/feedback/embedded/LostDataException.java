package dev.attune.feedback.embedded;

/** Redis runs, and what it should hold is not there. */
final class LostDataException extends RedisException {
    LostDataException(String message) {
        super(message);
    }
}
