package dev.attune.trainer.data;

/** Training data that cannot be used; the message names the file, the line and the field. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DataException(String message) {
        super(message);
    }

    DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
