package dev.attune.trainer.sft;

/** A run that cannot start or go on; the message names the file or the number to blame. */
public final class TrainerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TrainerException(String message) {
        super(message);
    }

    TrainerException(String message, Throwable cause) {
        super(message, cause);
    }
}
