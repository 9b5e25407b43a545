package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Too much at once, with a real engine: every limit is an answer. */
final class QueueTest {
    private static final long LONG_MS = 60_000;

    private final Gate gate = new Gate();

    @Test
    void aQueueFullOfRequestsIs429AndEverybodyInItIsAnswered() {
        try (Application server = start(Map.of("engine.max-running", 1, "engine.max-waiting", 2));
                RawClients clients = new RawClients(server.port())) {
            occupy(clients);
            clients.chat(body("second"));
            clients.chat(body("third"));
            awaitWaiting(server, 2);
            refuse(server, body("fourth"), 429)
                    .header("Retry-After", "2")
                    .body("error.type", equalTo("rate_limit_error"))
                    .body("error.message", containsString("2 requests are waiting, the limit is 2"));
            gate.open();
            clients.readUntil(client -> client.heard("[DONE]"), LONG_MS);
            awaitIdle(server);
            refuse(server, body("fifth"), 200);
        }
    }

    @Test
    void aQueueFullOfPromptTokensIs429() {
        Map<String, Object> limits =
                Map.of("engine.max-running", 1, "engine.max-waiting", 100, "engine.max-waiting-tokens", 150);
        try (Application server = start(limits);
                RawClients clients = new RawClients(server.port())) {
            occupy(clients);
            clients.chat(body("many words ".repeat(10)));
            awaitWaiting(server, 1);
            refuse(server, body("many words ".repeat(10)), 429)
                    .header("Retry-After", "2")
                    .body("error.message", containsString("prompt tokens are waiting, the limit is 150"));
            gate.open();
            clients.readUntil(client -> client.heard("[DONE]"), LONG_MS);
            awaitIdle(server);
        }
    }

    @Test
    void theDeadlineEndsWhoWaitsAndWhoIsBeingAnswered() {
        try (Application server = start(Map.of("engine.max-running", 1, "chat.deadline-ms", 400));
                RawClients clients = new RawClients(server.port())) {
            RawClients.Client running = occupy(clients);
            RawClients.Client queued = clients.chat(body("second"));
            clients.readUntil(client -> client.heard("deadline_exceeded"), LONG_MS);
            assertThat(running.toString())
                    .startsWith("HTTP/1.1 200")
                    .contains("event: error")
                    .contains("[DONE]");
            assertThat(queued.toString()).startsWith("HTTP/1.1 504").doesNotContain("[DONE]");
            gate.open();
            awaitIdle(server);
            assertThat(Scrape.of(server.url())
                            .value("attune_request_failure_total{model_name=\"tiny\",status=\"504\"}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void whoLeavesTheQueueMakesRoom() {
        Map<String, Object> limits = Map.of("engine.max-running", 1, "engine.max-waiting", 1, "http.heartbeat-ms", 200);
        try (Application server = start(limits);
                RawClients clients = new RawClients(server.port())) {
            occupy(clients);
            RawClients.Client impatient = clients.chat(body("second"));
            awaitWaiting(server, 1);
            impatient.leave(true);
            clients.clients().remove(impatient);
            await().atMost(LONG_MS, TimeUnit.MILLISECONDS)
                    .until(() -> Scrape.of(server.url()).sum("attune_http_streams_open") == 1);
            gate.open();
            awaitIdle(server);
            refuse(server, body("third"), 200);
        }
    }

    /** Takes the only slot, and does not give it back before the gate opens. */
    private static RawClients.Client occupy(RawClients clients) {
        RawClients.Client first = clients.chat(body("first"));
        clients.readUntil(client -> client.heard("data: "), LONG_MS);
        return first;
    }

    private Application start(Map<String, ?> settings) {
        return TinyServer.start(settings, gate);
    }

    private static void awaitWaiting(Application server, int count) {
        await().atMost(LONG_MS, TimeUnit.MILLISECONDS)
                .until(() -> Scrape.of(server.url()).sum("attune_num_requests_waiting") == count);
    }

    private static void awaitIdle(Application server) {
        await().atMost(LONG_MS, TimeUnit.MILLISECONDS).until(() -> {
            Scrape now = Scrape.of(server.url());
            return now.sum("attune_num_requests_waiting") == 0
                    && now.sum("attune_num_requests_running") == 0
                    && now.sum("attune_http_streams_open") == 0;
        });
    }

    private static ValidatableResponse refuse(Application server, String body, int status) {
        return given().contentType("application/json")
                .body(body)
                .post(server.url() + "/v1/chat/completions")
                .then()
                .statusCode(status);
    }

    private static String body(String text) {
        return Bodies.json(Map.of(
                "model",
                "tiny",
                "messages",
                List.of(Map.of("role", "user", "content", text)),
                "stream",
                true,
                "ignore_eos",
                true,
                "max_tokens",
                8));
    }
}
