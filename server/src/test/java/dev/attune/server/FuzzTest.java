package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Ten thousand requests, most of them wrong, over real sockets to every route that takes a body. */
final class FuzzTest {
    private static final int REQUESTS = 10_000;
    private static final long SEED = 20_261_121;
    private static final int CLIENTS = 4;
    /** What 8,000 requests may leave on the heap; a leak of one context each would be many times as much. */
    private static final long MOST_LEFT_BYTES = 12 << 20;

    /** 0: hung up without an answer, which a client may see instead of a refusal that comes before it has sent everything. */
    private static final Set<Integer> EXPECTED = Set.of(0, 200, 400, 404, 413, 415);

    private static final Logger ACCESS = (Logger) LoggerFactory.getLogger("attune.access");

    private static RunningServer server;

    @BeforeAll
    static void start() {
        ACCESS.setLevel(Level.WARN);
        server = RunningServer.start(Map.of(
                "http.max-body-bytes",
                40_000,
                // A connection that leaked would soon keep the others out.
                "http.max-connections",
                4 * CLIENTS,
                "redis.command-timeout-ms",
                60_000));
    }

    @AfterAll
    static void stop() {
        server.close();
        ACCESS.setLevel(null);
    }

    @Test
    void noRequestBreaksAnythingOrHangsOrLeavesAnythingBehind() {
        AtomicIntegerArray statuses = new AtomicIntegerArray(600);
        send(0, REQUESTS / 5, statuses);
        long before = heapAtRest();
        send(REQUESTS / 5, REQUESTS, statuses);
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(server.generator().inFlight()).isZero());
        await().atMost(30, TimeUnit.SECONDS).untilAsserted(FuzzTest::assertGaugesAtRest);
        assertThat(heapAtRest() - before).isLessThan(MOST_LEFT_BYTES);
        assertThat(statuses.get(0)).as("complete requests that were hung up on").isLessThan(REQUESTS / 100);
        // The fuzzing reaches the inside, and not only the door.
        assertThat(statuses.get(200)).isGreaterThan(REQUESTS / 10);
        assertThat(statuses.get(400)).isGreaterThan(REQUESTS / 10);
    }

    private static void assertGaugesAtRest() {
        Scrape now = Scrape.of(server.url());
        for (String gauge : List.of("num_requests_running", "num_requests_waiting", "http_streams_open")) {
            assertThat(now.sum("attune_" + gauge)).as(gauge).isZero();
        }
        assertThat(now.sum("attune_http_connections"))
                .as("only the one that looks")
                .isEqualTo(1);
    }

    private static void send(int from, int to, AtomicIntegerArray statuses) {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<CompletableFuture<Void>> all = IntStream.range(0, CLIENTS)
                    .mapToObj(client ->
                            CompletableFuture.runAsync(() -> send(from + client, to, CLIENTS, statuses), clients))
                    .toList();
            all.forEach(CompletableFuture::join);
        } finally {
            clients.shutdownNow();
        }
    }

    private static void send(int from, int to, int step, AtomicIntegerArray statuses) {
        try (RawConnection connection = new RawConnection(server.application().port())) {
            for (int number = from; number < to; number += step) {
                FuzzedRequest request = FuzzedRequest.of(SEED, number);
                if (request.complete()) {
                    check(number, request, connection.exchange(request.bytes()), statuses);
                } else {
                    connection.abandon(request.bytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(
            int number, FuzzedRequest request, RawConnection.Answer answer, AtomicIntegerArray statuses) {
        String what = "request " + number + " to " + request.path() + ": " + answer;
        assertThat(answer.status()).as(what).isIn(EXPECTED);
        statuses.incrementAndGet(answer.status());
        if (answer.status() >= 400) {
            JsonNode error = FuzzedBody.read(answer.body()).path("error");
            assertThat(error.path("message").asText()).as(what).isNotBlank();
            assertThat(error.path("type").asText()).as(what).isEqualTo("invalid_request_error");
        }
        assertThat(answer.body()).as(what).doesNotContain("event: error");
    }

    /** The least of several readings: the collector is asked, not told. */
    private static long heapAtRest() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
