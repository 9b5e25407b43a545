package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Many who wait, many who leave, and some who read slowly. */
final class PressureTest {
    private static final long LONG_MS = 120_000;
    private static final long MEGABYTE = 1 << 20;
    private static final int ROUNDS = 4;

    @Test
    void twoThousandIdleStreamsStayOpenAndAreThenAnswered() {
        int count = 2000;
        Set<Thread> others = eventLoops();
        try (RunningServer server = RunningServer.start(Map.of("http.heartbeat-ms", 1500));
                RawClients clients = new RawClients(server.application().port())) {
            server.generator().holdAt(0);
            long before = usedHeap();
            for (int i = 0; i < count; i++) {
                clients.chat(Bodies.say("hello " + i, "stream", true));
            }
            clients.readUntil(client -> client.count(": waiting\n\n") >= 2, LONG_MS);
            Scrape during = Scrape.of(server.url());
            assertThat(during.value("attune_http_streams_open")).isEqualTo(count);
            assertThat(during.value("attune_http_connections")).isGreaterThanOrEqualTo(count);
            Set<Thread> loops = eventLoops();
            loops.removeAll(others);
            assertThat(loops).as("event loops for all of them").hasSize(1);
            System.out.printf(
                    "heap per open stream, its client included: %.1f KB%n", (usedHeap() - before) / 1024.0 / count);
            server.generator().release();
            clients.readUntil(client -> client.heard("data: [DONE]\n\n"), LONG_MS);
            for (int i = 0; i < count; i++) {
                assertThat(clients.clients().get(i).count("\"content\":\"")).isEqualTo(1 + ("hello " + i).length());
            }
            await().atMost(LONG_MS, TimeUnit.MILLISECONDS)
                    .until(() -> Scrape.of(server.url()).value("attune_http_streams_open") == 0);
        }
    }

    /** Vert.x begins one when it is first used. */
    private static Set<Thread> eventLoops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-eventloop-thread-"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** What slow readers read until the quick have all; on a busy machine they would otherwise find the time to read more. */
    private static final int SLOWLY = 256 * 1024;

    @Test
    void slowReadersCostNobodyElseAToken() throws Exception {
        String text = "0123456789".repeat(6_000);
        List<Socket> slow = new ArrayList<>();
        try (RunningServer server = RunningServer.start(Map.of("chat.deadline-ms", 600_000));
                RawClients quick = new RawClients(server.application().port())) {
            server.generator().holdAt(100);
            for (int i = 0; i < 4; i++) {
                slow.add(slowReader(server, Bodies.say(text, "stream", true)));
            }
            for (int i = 0; i < 20; i++) {
                quick.chat(Bodies.say("q".repeat(2_000), "stream", true));
            }
            server.generator().release();
            long read = 0;
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONG_MS);
            while (server.generator().inFlight() > 0 || !allDone(quick)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                for (Socket socket : slow) {
                    read += read < SLOWLY ? socket.getInputStream().readNBytes(1024).length : 0;
                }
                quick.readSome();
            }
            // The decode thread is through with everybody, and the quick have all, while the slow have a small part.
            assertThat(quick.clients()).allMatch(client -> client.count("\"content\":\"") == 2_001);
            long left = 0;
            for (Socket socket : slow) {
                String rest = rest(socket);
                assertThat(rest).endsWith("data: [DONE]\n\n\r\n0\r\n\r\n");
                left += rest.length();
            }
            assertThat(read).isLessThan(left / 4);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aThousandWhoComeAndGoLeaveNothingBehind() throws IOException {
        try (Application server = TinyServer.start(Map.of("engine.max-running", 4, "engine.prefix-slots", 2))) {
            comeAndGo(server, 300);
            Footprint before = Footprint.now();
            Footprint after = afterAThousand(server, before);
            // A leak grows in every round; what is compiled, and what the allocator keeps for later, does not.
            for (int round = 1; round < ROUNDS && !after.isLikeThe(before); round++) {
                before = after;
                after = afterAThousand(server, before);
            }
            assertThat(after.isLikeThe(before))
                    .as("before %s, after %s", before, after)
                    .isTrue();
            Scrape scrape = Scrape.of(server.url());
            assertThat(scrape.value("attune_request_success_total{finished_reason=\"abort\",model_name=\"tiny\"}"))
                    .isGreaterThan(500);
            assertThat(scrape.value("attune_request_failure_total{model_name=\"tiny\",status=\"500\"}"))
                    .isZero();
        }
    }

    private static Footprint afterAThousand(Application server, Footprint before) throws IOException {
        comeAndGo(server, 1000);
        Footprint after = Footprint.now();
        System.out.printf("1,000 aborted requests: before %s, after %s%n", before, after);
        return after;
    }

    /** Eight at a time on four slots: streamed or not, queued or running, politely or with a reset. */
    private static void comeAndGo(Application server, int cycles) {
        try (RawClients clients = new RawClients(server.port())) {
            for (int i = 0; i < cycles; i++) {
                boolean streamed = i % 2 == 0;
                RawClients.Client client = clients.chat(Bodies.json(Map.of(
                        "model",
                        "tiny",
                        "messages",
                        List.of(Map.of("role", "user", "content", "round " + i)),
                        "stream",
                        streamed,
                        "ignore_eos",
                        true,
                        "max_tokens",
                        40)));
                if (streamed && i % 16 == 0) {
                    clients.readUntil(each -> each != client || each.heard("data: "), LONG_MS);
                }
                if (clients.clients().size() >= 8) {
                    RawClients.Client oldest = clients.clients().remove(0);
                    oldest.leave(i % 3 == 0);
                }
            }
            clients.clients().forEach(client -> client.leave(true));
            clients.clients().clear();
        }
        await().atMost(LONG_MS, TimeUnit.MILLISECONDS).untilAsserted(() -> {
            Scrape now = Scrape.of(server.url());
            for (String gauge : List.of("num_requests_running", "num_requests_waiting", "http_streams_open")) {
                assertThat(now.sum("attune_" + gauge)).as(gauge).isZero();
            }
            assertThat(now.sum("attune_http_connections")).isLessThanOrEqualTo(5);
        });
    }

    /** What the process holds once nobody asks anything. */
    private record Footprint(long heap, long nativeBytes, long files) {
        static Footprint now() throws IOException {
            long heap = usedHeap();
            long resident = Files.exists(Path.of("/proc/self/statm"))
                    ? Long.parseLong(Files.readString(Path.of("/proc/self/statm"))
                                    .split(" ", 3)[1])
                            * 4096
                    : 0;
            long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix.getOpenFileDescriptorCount()
                    : 0;
            return new Footprint(heap, resident - Runtime.getRuntime().totalMemory(), files);
        }

        boolean isLikeThe(Footprint before) {
            return heap - before.heap < 8 * MEGABYTE
                    && nativeBytes - before.nativeBytes < 48 * MEGABYTE
                    && files - before.files < 20;
        }
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int look = 0; look < 4; look++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static boolean allDone(RawClients clients) {
        return clients.clients().stream().allMatch(client -> client.heard("data: [DONE]\n\n"));
    }

    private static Socket slowReader(RunningServer server, String body) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.application().port()));
        socket.getOutputStream().write(RawClients.request(body));
        return socket;
    }

    private static String rest(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf("0\r\n\r\n", Math.max(0, heard.length() - 5)) < 0) {
            byte[] more = in.readNBytes(1);
            heard.append(new String(more, StandardCharsets.ISO_8859_1));
            byte[] available = in.readNBytes(Math.max(0, in.available()));
            heard.append(new String(available, StandardCharsets.ISO_8859_1));
        }
        return heard.toString();
    }
}
