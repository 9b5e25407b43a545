package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What people with slow lines cost their neighbours, with a real engine that draws for all of them in the same steps. */
final class SlowReadersTest {
    private static final String MODEL = "../serving/src/test/resources/golden/tiny-qwen2/model";
    private static final int READERS = 4;
    private static final int ROUNDS = 3;
    private static final long LIMIT_MS = 120_000;
    /** Far from what it is, because a machine has other things to do; a server that waited for its readers would take minutes. */
    private static final double MOST = 4;

    @Test
    void aKilobyteASecondLeavesTheNeighboursTokenTimesAlone() throws IOException {
        Map<String, Object> settings = Map.of(
                "model.path", MODEL, "model.name", "tiny", "http.write-queue-bytes", 4096, "engine.max-running", 8);
        try (Application server = Application.start(
                RunningServer.config(settings), new EngineLoader(), new PrintStream(PrintStream.nullOutputStream()))) {
            List<Double> ratios = new ArrayList<>();
            besideReaders(server, true);
            for (int round = 0; round < ROUNDS; round++) {
                double quick = besideReaders(server, false);
                ratios.add(besideReaders(server, true) / quick);
            }
            ratios.sort(null);
            System.out.printf(
                    "a neighbour's time beside slow readers / beside quick ones: %.2f%n", ratios.get(ROUNDS / 2));
            assertThat(ratios.get(ROUNDS / 2)).isLessThan(MOST);
        }
    }

    /** Seconds that one client needs for its answer while others, all slow or all quick, get theirs. */
    private static double besideReaders(Application server, boolean slow) throws IOException {
        ScheduledExecutorService line = Executors.newSingleThreadScheduledExecutor();
        List<Socket> sockets = new ArrayList<>();
        try (RawClients clients = new RawClients(server.port())) {
            for (int i = 0; i < READERS; i++) {
                if (slow) {
                    sockets.add(slowReader(server, line));
                } else {
                    clients.chat(body(400));
                }
            }
            long began = System.nanoTime();
            RawClients.Client neighbour = clients.chat(body(200));
            clients.readUntil(client -> client != neighbour || client.heard("[DONE]"), LIMIT_MS);
            return (System.nanoTime() - began) / 1e9;
        } finally {
            line.shutdownNow();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Takes 102 bytes every tenth of a second, and holds next to nothing in between. */
    private static Socket slowReader(Application server, ScheduledExecutorService line) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(2048);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream().write(RawClients.request(body(400)));
        var unused = line.scheduleAtFixedRate(() -> sip(socket), 100, 100, TimeUnit.MILLISECONDS);
        return socket;
    }

    private static void sip(Socket socket) {
        try {
            if (socket.getInputStream().available() > 0) {
                socket.getInputStream().readNBytes(102);
            }
        } catch (IOException closed) {
            // The round is over.
        }
    }

    private static String body(int tokens) {
        return Bodies.json(Map.of(
                "model",
                "tiny",
                "messages",
                List.of(Map.of("role", "user", "content", "Tell me of the sea.")),
                "stream",
                true,
                "ignore_eos",
                true,
                "max_tokens",
                tokens));
    }
}
