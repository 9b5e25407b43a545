package dev.attune.serving.model;

import org.jspecify.annotations.Nullable;

/** A model that cannot be served: the message is one sentence that names the file, key or tensor. */
public final class ModelException extends RuntimeException {
    public ModelException(String message) {
        this(message, null);
    }

    public ModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
