package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own that is told to stop, as a supervisor does it. */
@DisabledOnOs(OS.WINDOWS) // There are no signals.
final class TerminationTest {
    private static final int SIGTERM_STATUS = 128 + 15;
    private static final long LONG_MS = 120_000;
    private static final int STREAMS = 24;

    @TempDir
    private Path data = Path.of(".");

    @Test
    void onSigtermRunningStreamsFinishAndNewOnesAreRefused() throws Exception {
        Process server = start("shutdown.drain-ms=110000", "--log-format", "json");
        try (RawClients clients = new RawClients(ServerProcess.awaitUrl(server).getPort())) {
            begin(clients);
            HttpClient newcomer = HttpClient.newHttpClient();
            assertThat(newcomer.send(ready(clients.port()), BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            server.destroy();
            // Readiness is not queued behind the streams, so it tells of the drain while they still run.
            await().until(() -> newcomer.send(ready(clients.port()), BodyHandlers.discarding())
                            .statusCode()
                    == 503);
            HttpResponse<String> refused = newcomer.send(chat(clients.port()), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).hasValue("2");
            assertThat(refused.body()).contains("draining");
            clients.readUntil(client -> client.heard("data: [DONE]"), LONG_MS);
            assertThat(clients.clients())
                    .noneMatch(client -> client.heard("event: error"))
                    .allMatch(client -> client.heard("\"finish_reason\":\"length\""));
            assertThat(server.waitFor(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(SIGTERM_STATUS);
            // Each of the chats is an object of its own, on a line of its own.
            assertThat(logged("createChatCompletion"))
                    .hasSize(STREAMS + 1)
                    .allMatch(line -> line.path("request_id").asText().startsWith("req-"))
                    .extracting(line -> line.path("status").asInt())
                    .containsOnly(200, 503);
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void whatTakesLongerThanTheLimitIsToldSo() throws Exception {
        Process server = start("shutdown.drain-ms=1");
        try (RawClients clients = new RawClients(ServerProcess.awaitUrl(server).getPort())) {
            begin(clients);
            server.destroy();
            clients.readUntil(client -> client.heard("data: [DONE]") || client.heard("503 Service"), LONG_MS);
            assertThat(clients.clients())
                    .allMatch(client -> isTold(client) || client.heard("\"finish_reason\":\"length\""))
                    .anyMatch(TerminationTest::isTold);
            assertThat(server.waitFor(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(SIGTERM_STATUS);
        } finally {
            server.destroyForcibly();
        }
    }

    private static boolean isTold(RawClients.Client client) {
        return client.heard("event: error") || client.heard("503 Service");
    }

    /** More than one slot can answer at once, so that the last are still waiting when the signal comes. */
    private static void begin(RawClients clients) {
        for (int i = 0; i < STREAMS; i++) {
            clients.chat(body("stream " + i, 150, true));
        }
        clients.readUntil(client -> client != clients.clients().get(0) || client.heard("data: "), LONG_MS);
    }

    private static HttpRequest ready(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ready"))
                .build();
    }

    private static HttpRequest chat(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body("new", 1, false)))
                .build();
    }

    private List<JsonNode> logged(String operation) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(data.resolve("log"))) {
            if (line.contains("\"" + operation + "\"")) {
                lines.add(new ObjectMapper().readTree(line));
            }
        }
        return lines;
    }

    private Process start(String setting, String... flags) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("--name", "tiny", "--set", "engine.max-running=1", "--set", setting));
        all.addAll(List.of(flags));
        return ServerProcess.start(data, all.toArray(String[]::new));
    }

    private static String body(String text, int tokens, boolean stream) {
        return Bodies.json(Map.of(
                "model",
                "tiny",
                "messages",
                List.of(Map.of("role", "user", "content", text)),
                "stream",
                stream,
                "ignore_eos",
                true,
                "max_tokens",
                tokens));
    }
}
