package dev.attune.trainer.run;

/** A run that cannot start or go on; the message names the file or the number to blame. */
public final class TrainerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrainerException(String message) {
        super(message);
    }

    public TrainerException(String message, Throwable cause) {
        super(message, cause);
    }
}
