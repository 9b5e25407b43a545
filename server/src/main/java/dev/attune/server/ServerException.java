package dev.attune.server;

/** The world does not let the server do what it was told; the message is meant for the person at the terminal. */
public final class ServerException extends RuntimeException {
    public ServerException(String message) {
        super(message);
    }

    public ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
