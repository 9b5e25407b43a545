package dev.attune.feedback.training;

/** Another trainer holds the lease, or ours ran out: whoever gets this stops and writes nothing more. */
public final class LeaseLostException extends RuntimeException {
    public LeaseLostException(String message) {
        super(message);
    }
}
