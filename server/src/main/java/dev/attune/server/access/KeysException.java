package dev.attune.server.access;

/** The keys cannot be used as they are; the message names the file or the entry, and never holds a key. */
public final class KeysException extends RuntimeException {
    public KeysException(String message) {
        super(message);
    }

    public KeysException(String message, Throwable cause) {
        super(message, cause);
    }
}
