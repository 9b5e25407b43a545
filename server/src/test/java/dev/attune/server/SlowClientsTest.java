package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who says little keeps nothing: connections are for those that ask. */
final class SlowClientsTest {

    @Test
    void aHeadThatTricklesInIsCutOff() throws Exception {
        try (RunningServer server = RunningServer.start(Map.of("http.head-timeout-ms", 300));
                RawHttp silent = new RawHttp(server);
                RawHttp trickling = new RawHttp(server);
                RawHttp neverDone = new RawHttp(server)) {
            trickling.say("GET /health HTTP/1.1\r\nHost: localhost\r\nX-More: ");
            neverDone.say("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().atMost(30, TimeUnit.SECONDS).until(() -> isCutOff(trickling));
            await().atMost(30, TimeUnit.SECONDS).until(silent::isClosed);
            neverDone.say("GET");
            await().atMost(30, TimeUnit.SECONDS).until(() -> isCutOff(neverDone));
        }
    }

    @Test
    void aBodyThatTricklesInIsRefused() throws Exception {
        try (RunningServer server = RunningServer.start(Map.of("http.body-timeout-ms", 300));
                RawHttp slow = new RawHttp(server)) {
            slow.say("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1000\r\n\r\n{");
            assertThat(slow.rest()).startsWith("HTTP/1.1 408").contains("request_timeout");
        }
    }

    @Test
    void anAnswerThatTakesItsTimeIsNot() throws Exception {
        try (RunningServer server =
                RunningServer.start(Map.of("http.head-timeout-ms", 200, "http.body-timeout-ms", 200))) {
            server.generator().holdAt(1);
            var answer = HttpClient.newHttpClient()
                    .sendAsync(server.post(Bodies.say("hi")).build(), BodyHandlers.ofString());
            await().atMost(30, TimeUnit.SECONDS).until(() -> server.generator().inFlight() == 1);
            // Others come and go for longer than a head or a body may take.
            try (RawHttp idle = new RawHttp(server)) {
                idle.say("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                await().atMost(30, TimeUnit.SECONDS).until(idle::isClosed);
            }
            assertThat(answer).isNotDone();
            server.generator().release();
            assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    /** A client of HTTP/2 upgrades its first connection, which must not count twice, nor for ever. */
    @Test
    void connectionsAreCountedOnce() throws Exception {
        try (RunningServer server =
                RunningServer.start(Map.of("http.max-connections", 3, "http.head-timeout-ms", 500))) {
            for (int i = 0; i < 12; i++) {
                int attempt = i;
                await().atMost(30, TimeUnit.SECONDS)
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .until(() -> health(server, attempt) == 200);
            }
        }
    }

    private static int health(RunningServer server, int attempt) throws IOException, InterruptedException {
        HttpClient fresh = HttpClient.newBuilder()
                .version(attempt % 2 == 0 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + "/health")).build();
        return fresh.send(request, BodyHandlers.ofString()).statusCode();
    }

    private static boolean isCutOff(RawHttp raw) {
        try {
            raw.say("x");
            return raw.isClosed();
        } catch (IOException closed) {
            return true;
        }
    }
}
