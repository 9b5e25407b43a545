package dev.attune.serving.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model on disk is not what it claims to be, or cannot be read, written or fetched. The message names the file. */
public final class CheckpointException extends RuntimeException {
    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static CheckpointException in(Path file, String what) {
        return new CheckpointException(file + ": " + what);
    }

    static CheckpointException in(Path file, String what, Throwable cause) {
        return new CheckpointException(file + ": " + what, cause);
    }
}
