package dev.attune.server.http;

import org.jspecify.annotations.Nullable;

/**
 * A failure as the log may have it: classes and stack traces, without the messages. A message may quote what somebody wrote,
 * and what people write does not belong into a log.
 */
final class Wordless extends Exception {
    private static final int DEEPEST_CAUSE = 8;

    private Wordless(Throwable failure, @Nullable Throwable cause) {
        super(failure.getClass().getName(), cause);
        setStackTrace(failure.getStackTrace());
    }

    static Wordless of(Throwable failure) {
        return of(failure, DEEPEST_CAUSE);
    }

    private static Wordless of(Throwable failure, int depth) {
        Throwable cause = failure.getCause();
        return new Wordless(failure, cause == null || depth == 0 ? null : of(cause, depth - 1));
    }
}
