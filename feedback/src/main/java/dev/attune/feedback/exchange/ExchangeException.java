package dev.attune.feedback.exchange;

/** A file of examples that cannot be read or written; the message names the file, and the line and column where there is one. */
public final class ExchangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ExchangeException(String message) {
        super(message);
    }

    public ExchangeException(String message, Throwable cause) {
        super(message, cause);
    }
}
