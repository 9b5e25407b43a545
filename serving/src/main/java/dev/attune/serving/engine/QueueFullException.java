package dev.attune.serving.engine;

/** The bounded queue before the engine holds all it may; try again later. */
public final class QueueFullException extends RuntimeException {
    public QueueFullException(String message) {
        super(message);
    }
}
