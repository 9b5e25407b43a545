package dev.attune.feedback.redis;

import io.lettuce.core.api.async.RedisServerAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Has Redis write its append-only file anew: what was deleted stands in the old one until then. A rewriting that already runs
 * began before the deletion and does not count; it is awaited, and another begun.
 */
final class FileRewrite {
    private static final Executor SOON = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final RedisServerAsyncCommands<String, byte[]> server;
    private final long deadline;

    private FileRewrite(RedisServerAsyncCommands<String, byte[]> server, Duration limit) {
        this.server = server;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** Completes with whether this server's file holds only what is there now; true also for one that keeps no such file. */
    static CompletionStage<Boolean> on(RedisServerAsyncCommands<String, byte[]> server, Duration limit) {
        FileRewrite rewrite = new FileRewrite(server, limit);
        return rewrite.idle()
                .thenCompose(info -> info.contains("aof_enabled:1")
                        ? rewrite.begin().thenCompose(begun -> rewrite.idle()).thenApply(FileRewrite::succeeded)
                        : CompletableFuture.completedStage(true));
    }

    private CompletionStage<String> begin() {
        return server.bgrewriteaof();
    }

    /** Completes when no rewriting runs or waits to run, with what Redis says of its files then. */
    private CompletionStage<String> idle() {
        return server.info("persistence").thenCompose(info -> {
            boolean busy = info.contains("aof_rewrite_in_progress:1") || info.contains("aof_rewrite_scheduled:1");
            if (!busy) {
                return CompletableFuture.completedStage(info);
            }
            if (System.nanoTime() > deadline) {
                return CompletableFuture.failedStage(
                        new java.util.concurrent.TimeoutException("Redis still rewrites its file"));
            }
            return CompletableFuture.supplyAsync(() -> info, SOON).thenCompose(later -> idle());
        });
    }

    private static boolean succeeded(String info) {
        return info.contains("aof_last_bgrewrite_status:ok");
    }
}
