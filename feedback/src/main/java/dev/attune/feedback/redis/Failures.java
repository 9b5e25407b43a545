package dev.attune.feedback.redis;

import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.feedback.FeedbackUnavailableException.Reason;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a failure of the connection means to those who asked. The only place that knows Redis's error words. */
final class Failures {
    private static final Map<String, Reason> BY_WORD = Map.ofEntries(
            Map.entry("OOM", Reason.FULL),
            Map.entry("READONLY", Reason.READ_ONLY),
            Map.entry("MISCONF", Reason.READ_ONLY),
            Map.entry("NOREPLICAS", Reason.READ_ONLY),
            Map.entry("LOADING", Reason.STARTING),
            Map.entry("MASTERDOWN", Reason.STARTING),
            Map.entry("CLUSTERDOWN", Reason.STARTING),
            Map.entry("TRYAGAIN", Reason.STARTING),
            Map.entry("BUSY", Reason.SLOW),
            Map.entry("NOAUTH", Reason.REFUSED),
            Map.entry("NOPERM", Reason.REFUSED),
            Map.entry("WRONGPASS", Reason.REFUSED));

    private static final Pattern WORD = Pattern.compile("(?:^|-)([A-Z]+)\\b");

    private Failures() {}

    /** The same stage, failing with {@link FeedbackUnavailableException} where Redis failed. */
    static <T> CompletionStage<T> named(CompletionStage<T> stage) {
        return stage.exceptionally(failure -> {
            throw new CompletionException(name(failure));
        });
    }

    static <T> CompletionStage<T> away() {
        return CompletableFuture.failedStage(new FeedbackUnavailableException(Reason.AWAY, "Redis is away", null));
    }

    static Throwable name(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof RedisCommandTimeoutException || cause instanceof TimeoutException) {
            return new FeedbackUnavailableException(Reason.SLOW, "Redis did not answer in time", cause);
        }
        Reason said = said(cause);
        if (said != null) {
            return new FeedbackUnavailableException(said, "Redis: " + cause.getMessage(), cause);
        }
        if (cause instanceof io.lettuce.core.RedisCommandExecutionException) {
            return cause;
        }
        if (cause instanceof RedisException
                && String.valueOf(cause.getMessage()).contains("queue size exceeded")) {
            return new FeedbackUnavailableException(Reason.BUSY, "too many commands wait for Redis", cause);
        }
        boolean gone = cause instanceof RedisException || cause instanceof java.io.IOException;
        return gone ? new FeedbackUnavailableException(Reason.AWAY, "Redis is away", cause) : cause;
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Redis's own word for it: the first of the message, or one after a dash where a script passes on what its command said. */
    private static @Nullable Reason said(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher word = WORD.matcher(String.valueOf(cause.getMessage()));
            while (word.find()) {
                Reason reason = BY_WORD.get(word.group(1));
                if (reason != null) {
                    return reason;
                }
            }
        }
        return null;
    }
}
