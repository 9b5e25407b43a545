package dev.attune.trainer.cycle;

import org.jspecify.annotations.Nullable;

/** A cycle cannot begin, go on or end; the message is one sentence that names what is to blame. */
public final class CycleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CycleException(String message) {
        super(message);
    }

    public CycleException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What a failure and its causes say, on one line. */
    static String oneLine(Throwable failure) {
        StringBuilder line = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            if (line.indexOf(said) < 0) {
                line.append(line.length() == 0 ? "" : ": ").append(said);
            }
        }
        return line.toString().replaceAll("\\s+", " ");
    }
}
