package dev.attune.load.client;

/** The server says something that is no HTTP or no event stream. */
final class BadReplyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadReplyException(String message) {
        super(message);
    }
}
