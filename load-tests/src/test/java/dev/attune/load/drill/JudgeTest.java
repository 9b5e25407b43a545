package dev.attune.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that fails in the ways a killed one does. */
final class JudgeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Said> said = new CopyOnWriteArrayList<>();
    private final AtomicInteger chats = new AtomicInteger();
    private HttpServer server;

    private record Said(String key, JsonNode body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/chat/completions",
                exchange -> reply(exchange, 200, "{\"id\":\"c" + chats.getAndIncrement() + "\"}"));
        server.createContext("/v1/feedback", this::judged);
        server.createContext("/v1/comparisons", this::judged);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsTheSameAgainUnderTheSameKeyUntilThereIsAnAnswer() {
        Ledger ledger = judge(8);
        assertThat(ledger.acknowledgedCount()).isEqualTo(8);
        assertThat(ledger.refusedCount()).isEqualTo(1);
        assertThat(ledger.retryCount()).isEqualTo(2);
        // The first met a broken connection, then 503; the second was gone and another took its place.
        assertThat(said.get(1)).isEqualTo(said.get(0));
        assertThat(said.get(2)).isEqualTo(said.get(0));
        assertThat(said.get(3).key()).isNotEqualTo(said.get(0).key());
        assertThat(said.stream().map(Said::key).distinct()).hasSize(9);
    }

    private Ledger judge(int judgements) {
        Ledger ledger = new Ledger();
        AtomicInteger tickets = new AtomicInteger();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        Judge.Scene scene =
                new Judge.Scene(() -> url, ledger, () -> tickets.getAndIncrement() < judgements, new Semaphore(1));
        new Judge(scene, 3, 1).run();
        return ledger;
    }

    private void judged(HttpExchange exchange) throws IOException {
        said.add(new Said(
                exchange.getRequestHeaders().getFirst("Idempotency-Key"), JSON.readTree(exchange.getRequestBody())));
        switch (said.size()) {
            case 1 -> exchange.close();
            case 2 -> reply(exchange, 503, "{}");
            case 4 -> reply(exchange, 404, "{}");
            default -> reply(exchange, 200, "{\"id\":\"fb-" + said.size() + "\",\"revision\":1}");
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
