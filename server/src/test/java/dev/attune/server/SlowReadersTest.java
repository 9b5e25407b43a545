package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people with slow lines cost their neighbours, with a real engine that draws for all of them in the same steps. */
final class SlowReadersTest {
    private static final int READERS = 4;
    private static final int ROUNDS = 3;
    private static final long LIMIT_MS = 120_000;
    /** Far from what it is, because a machine has other things to do; a server that waited for its readers would take minutes. */
    private static final double MOST = 20;

    @Test
    void aKilobyteASecondLeavesTheNeighboursTokenTimesAlone() throws IOException {
        try (Application server = TinyServer.start(Map.of("http.write-queue-bytes", 4096, "engine.max-running", 8))) {
            List<Double> answers = new ArrayList<>();
            List<Double> gaps = new ArrayList<>();
            besideReaders(server, true);
            for (int round = 0; round < ROUNDS; round++) {
                Times quick = besideReaders(server, false);
                Times slow = besideReaders(server, true);
                answers.add(slow.answerNs() / quick.answerNs());
                gaps.add(slow.gapNs() / quick.gapNs());
            }
            System.out.printf(
                    "a neighbour beside slow readers / beside quick ones: answer %.2f, 95th percentile of gaps %.2f%n",
                    median(answers), median(gaps));
            assertThat(median(answers)).isLessThan(MOST);
            assertThat(median(gaps)).isLessThan(MOST);
        }
    }

    /** What one client waits: for its answer, and between two tokens, at the 95th percentile. */
    private record Times(double answerNs, double gapNs) {
        static Times of(long beganNs, List<Long> heardAtNs) {
            List<Long> gaps = IntStream.range(1, heardAtNs.size())
                    .mapToObj(i -> heardAtNs.get(i) - heardAtNs.get(i - 1))
                    .sorted()
                    .toList();
            return new Times(heardAtNs.get(heardAtNs.size() - 1) - beganNs, gaps.get(gaps.size() * 95 / 100));
        }
    }

    /** One client and its answer while others, all slow or all quick, get theirs. */
    private static Times besideReaders(Application server, boolean slow) throws IOException {
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
            return Times.of(began, neighbour.heardAtNs());
        } finally {
            line.shutdownNow();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
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
