package dev.attune.server;

import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A server with versions whose Redis can hang, and a trainer in the middle of its third cycle. One thread, which closes it. */
final class SilentTrainer implements AutoCloseable {
    final HangingRedis redis;
    final VersionedServer server;
    private final FeedbackRedis connection;
    private final TrainerLease lease;

    SilentTrainer(Path dir) {
        this.redis = new HangingRedis(dir.resolve("redis"));
        this.server = new VersionedServer(
                dir.resolve("data"), Map.of("redis.url", redis.url(), "redis.command-timeout-ms", 1_000));
        this.connection = server.redis();
        this.lease = join(connection
                        .ping()
                        .thenCompose(there -> TrainerLease.take(connection, "test", Duration.ofMinutes(5))))
                .lease()
                .orElseThrow();
        join(new TrainingBoard(connection)
                .say(lease, new TrainingStatus(TrainingState.PPO, 3, Map.of(), "", "at work", 9_000)));
    }

    @Override
    public void close() {
        redis.goOn();
        lease.close();
        connection.close();
        server.close();
        redis.close();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
