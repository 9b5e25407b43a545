package dev.attune.feedback.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A Redis Cluster of three nodes on this machine, whose processes end with this one. */
final class ThreeNodes implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SETTINGS = "--port PORT --bind 127.0.0.1 --dir DIR --cluster-enabled yes"
            + " --cluster-node-timeout 2000 --appendonly yes --appendfsync always";

    private final List<TiedRedis> nodes;

    ThreeNodes(Path binary) {
        nodes = Stream.generate(() -> new TiedRedis(binary, SETTINGS)).limit(3).toList();
        join();
    }

    List<String> addresses() {
        return nodes.stream().map(node -> "127.0.0.1:" + node.port()).toList();
    }

    private void join() {
        for (int node = 0; node < 3; node++) {
            int from = SLOTS * node / 3;
            int to = SLOTS * (node + 1) / 3;
            RedisClient client =
                    RedisClient.create("redis://127.0.0.1:" + nodes.get(node).port());
            try (StatefulRedisConnection<String, String> connection =
                    await().atMost(LIMIT).ignoreExceptions().until(client::connect, c -> true)) {
                connection.sync().clusterAddSlots(IntStream.range(from, to).toArray());
                connection.sync().clusterMeet("127.0.0.1", nodes.get(0).port());
            }
            client.shutdown();
        }
        for (TiedRedis node : nodes) {
            RedisClient client = RedisClient.create("redis://127.0.0.1:" + node.port());
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                await().atMost(LIMIT).until(() -> {
                    String info = connection.sync().clusterInfo();
                    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3");
                });
            }
            client.shutdown();
        }
    }

    @Override
    public void close() {
        nodes.forEach(TiedRedis::close);
    }
}
