package dev.attune.feedback.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A Redis Cluster of three nodes on this machine, whose processes end with this one. */
final class ThreeNodes implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final int BUS = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path data;
    private final List<Process> processes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    ThreeNodes(Path binary) {
        try {
            data = Files.createTempDirectory("attune-cluster-test");
            for (int node = 0; node < 3; node++) {
                int port = freePort();
                ports.add(port);
                processes.add(start(binary, port));
            }
            join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> addresses() {
        return ports.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    private Process start(Path binary, int port) throws IOException {
        Path folder = Files.createDirectory(data.resolve(Integer.toString(port)));
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", tied(), "node", binary.toString()));
        String settings = "--port " + port + " --bind 127.0.0.1 --dir " + folder + " --cluster-enabled yes"
                + " --cluster-node-timeout 2000 --appendonly yes --appendfsync always --logfile " + folder + "/log";
        command.addAll(List.of(settings.split(" ")));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String tied() throws IOException {
        try (InputStream in = ThreeNodes.class.getResourceAsStream("/dev/attune/feedback/embedded/tied.sh")) {
            if (in == null) {
                throw new IOException("tied.sh is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void join() {
        for (int node = 0; node < 3; node++) {
            int from = SLOTS * node / 3;
            int to = SLOTS * (node + 1) / 3;
            RedisClient client = RedisClient.create("redis://127.0.0.1:" + ports.get(node));
            try (StatefulRedisConnection<String, String> connection =
                    await().atMost(LIMIT).ignoreExceptions().until(client::connect, c -> true)) {
                connection.sync().clusterAddSlots(IntStream.range(from, to).toArray());
                connection.sync().clusterMeet("127.0.0.1", ports.get(0));
            }
            client.shutdown();
        }
        for (int port : ports) {
            RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                await().atMost(LIMIT).until(() -> {
                    String info = connection.sync().clusterInfo();
                    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3");
                });
            }
            client.shutdown();
        }
    }

    /** Below the ports whose companion for the cluster's own talk would not exist. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = socket.getLocalPort();
                if (port + BUS < 65_536) {
                    return port;
                }
            }
        }
    }

    @Override
    public void close() {
        processes.forEach(process -> {
            try {
                process.getOutputStream().close();
                process.waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (var files = Files.walk(data)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
