package dev.attune.feedback.redis;

import io.lettuce.core.api.async.RedisServerAsyncCommands;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Has Redis write its files anew, the append-only one and its snapshot: what was deleted stands in the old ones until then. A
 * writing that already runs began before the deletion and does not count; it is awaited, and another begun. Copies that somebody
 * made of these files are out of reach.
 */
final class FileRewrite {
    private static final Executor SOON = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final RedisServerAsyncCommands<String, byte[]> server;
    private final long deadline;

    private FileRewrite(RedisServerAsyncCommands<String, byte[]> server, Duration limit) {
        this.server = server;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** Completes with whether this server's files hold only what is there now; fails if it refuses or takes too long. */
    static CompletionStage<Boolean> on(RedisServerAsyncCommands<String, byte[]> server, Duration limit) {
        FileRewrite rewrite = new FileRewrite(server, limit);
        return rewrite.idle().thenCompose(info -> rewrite.appendOnly(info)
                .thenCompose(written -> rewrite.snapshot(info).thenApply(saved -> written && saved)));
    }

    private CompletionStage<Boolean> appendOnly(String info) {
        return info.contains("aof_enabled:1")
                ? written(server::bgrewriteaof).thenApply(after -> after.contains("aof_last_bgrewrite_status:ok"))
                : CompletableFuture.completedStage(true);
    }

    private CompletionStage<Boolean> snapshot(String info) {
        return snapshots(info)
                .thenCompose(there -> there
                        ? written(server::bgsave).thenApply(after -> after.contains("rdb_last_bgsave_status:ok"))
                        : CompletableFuture.completedStage(true));
    }

    /** Where Redis saves by itself or did so, or keeps no other file: then one of an earlier life may lie there. */
    private CompletionStage<Boolean> snapshots(String info) {
        if (!info.contains("aof_enabled:1") || !info.contains("rdb_last_bgsave_time_sec:-1")) {
            return CompletableFuture.completedStage(true);
        }
        return server.configGet("save").thenApply(FileRewrite::savesByItself).exceptionally(refused -> true);
    }

    private static boolean savesByItself(Map<String, String> config) {
        return !config.getOrDefault("save", "unknown").isEmpty();
    }

    /** Begins a writing and awaits its end; Redis does one at a time and may have begun another just now. */
    private CompletionStage<String> written(Supplier<? extends CompletionStage<String>> begin) {
        return idle().thenCompose(info -> begin.get())
                .thenCompose(begun -> idle())
                .exceptionallyCompose(failure -> {
                    Throwable cause = Failures.unwrap(failure);
                    return String.valueOf(cause.getMessage()).contains("in progress") && !isLate()
                            ? later().thenCompose(now -> written(begin))
                            : CompletableFuture.failedStage(cause);
                });
    }

    /** Completes when no writing runs or waits to run, with what Redis says of its files then. */
    private CompletionStage<String> idle() {
        return server.info("persistence").thenCompose(info -> {
            boolean busy = info.contains("aof_rewrite_in_progress:1")
                    || info.contains("aof_rewrite_scheduled:1")
                    || info.contains("rdb_bgsave_in_progress:1");
            if (!busy) {
                return CompletableFuture.completedStage(info);
            }
            return isLate()
                    ? CompletableFuture.failedStage(new TimeoutException("Redis still writes its files"))
                    : later().thenCompose(now -> idle());
        });
    }

    private boolean isLate() {
        return System.nanoTime() > deadline;
    }

    private static CompletionStage<Void> later() {
        return CompletableFuture.runAsync(() -> {}, SOON);
    }
}
