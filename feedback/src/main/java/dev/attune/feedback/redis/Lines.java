package dev.attune.feedback.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisServerAsyncCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Two open connections: one that everybody shares, and one for the reader that waits. They come back by themselves when they
 * break; until then commands are refused at once instead of gathering (in a cluster they wait, within their limit). Safe on any thread; the opener closes it.
 */
final class Lines implements AutoCloseable {
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final Duration REFRESH_EVERY = Duration.ofSeconds(30);

    private final AbstractRedisClient client;
    private final StatefulConnection<String, byte[]> shared;
    private final StatefulConnection<String, byte[]> waiting;

    private Lines(
            AbstractRedisClient client,
            StatefulConnection<String, byte[]> shared,
            StatefulConnection<String, byte[]> waiting) {
        this.client = client;
        this.shared = shared;
        this.waiting = waiting;
    }

    /** Connects, and finds out whether a single address is one of a cluster. Blocks within the address's limit. */
    static Lines open(RedisAddress address, ClientResources resources, FeedbackRedis.Settings settings) {
        if (address.cluster()) {
            return openCluster(address, resources, settings);
        }
        RedisClient client = RedisClient.create(resources, address.first());
        client.setOptions(options(ClientOptions.builder(), settings)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build());
        try {
            StatefulRedisConnection<String, byte[]> shared = client.connect(CODEC);
            if (!shared.sync().info("cluster").contains("cluster_enabled:1")) {
                return new Lines(client, shared, client.connect(CODEC));
            }
        } catch (RuntimeException e) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            throw e;
        }
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        return openCluster(address, resources, settings);
    }

    /** Connections to the nodes are opened when first needed, so commands must wait for them, within their limit. */
    private static Lines openCluster(RedisAddress address, ClientResources resources, FeedbackRedis.Settings settings) {
        RedisClusterClient client = RedisClusterClient.create(resources, address.nodes());
        ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()
                .enableAllAdaptiveRefreshTriggers()
                .enablePeriodicRefresh(REFRESH_EVERY)
                .build();
        client.setOptions(
                (ClusterClientOptions) options(ClusterClientOptions.builder().topologyRefreshOptions(refresh), settings)
                        .build());
        try {
            return new Lines(client, client.connect(CODEC), client.connect(CODEC));
        } catch (RuntimeException e) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            throw e;
        }
    }

    private static ClientOptions.Builder options(ClientOptions.Builder builder, FeedbackRedis.Settings settings) {
        return builder.protocolVersion(ProtocolVersion.RESP2)
                .requestQueueSize(settings.maxWaiting())
                .timeoutOptions(TimeoutOptions.enabled(settings.commandLimit()))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.commandLimit())
                        .keepAlive(true)
                        .build())
                .sslOptions(trust(settings.certificates()));
    }

    private static SslOptions trust(@Nullable Path certificates) {
        return certificates == null
                ? SslOptions.create()
                : SslOptions.builder().trustManager(certificates.toFile()).build();
    }

    RedisClusterAsyncCommands<String, byte[]> shared() {
        return commands(shared);
    }

    /** For commands that wait for something to read; one at a time. */
    RedisClusterAsyncCommands<String, byte[]> waiting() {
        return commands(waiting);
    }

    boolean isCluster() {
        return shared instanceof StatefulRedisClusterConnection;
    }

    /** Each server there is, for what must be said to all of them. */
    CompletionStage<List<RedisServerAsyncCommands<String, byte[]>>> servers() {
        if (!(shared instanceof StatefulRedisClusterConnection<String, byte[]> many)) {
            return CompletableFuture.completedStage(
                    List.of(((StatefulRedisConnection<String, byte[]>) shared).async()));
        }
        List<RedisServerAsyncCommands<String, byte[]>> found = new ArrayList<>();
        CompletableFuture<?> all = CompletableFuture.allOf(many.getPartitions().stream()
                .map(node -> many.getConnectionAsync(node.getNodeId()).thenAccept(connection -> {
                    synchronized (found) {
                        found.add(connection.async());
                    }
                }))
                .toArray(CompletableFuture[]::new));
        return all.thenApply(nothing -> found);
    }

    private static RedisClusterAsyncCommands<String, byte[]> commands(StatefulConnection<String, byte[]> connection) {
        return connection instanceof StatefulRedisClusterConnection<String, byte[]> many
                ? many.async()
                : ((StatefulRedisConnection<String, byte[]>) connection).async();
    }

    @Override
    public void close() {
        shared.close();
        waiting.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
