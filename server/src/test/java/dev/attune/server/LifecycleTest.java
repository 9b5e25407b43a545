package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** From the first line on the terminal to the last byte of a stream. */
final class LifecycleTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void saysWhereItListensOnceItIsReady() {
        try (RunningServer server = RunningServer.start()) {
            assertThat(server.output())
                    .matches("Redis at [^\n]+\n[^\n]+\n[^\n]+\n")
                    .endsWith("echo: no weights\nAttune is listening on " + server.url() + "\n")
                    .contains("http://127.0.0.1:");
        }
    }

    @Test
    void answersThatItIsAliveButNotReadyWhileTheModelIsLoaded() throws Exception {
        int port = freePort();
        CountDownLatch loading = new CountDownLatch(1);
        try (ScriptedGenerator generator = new ScriptedGenerator()) {
            CompletableFuture<Application> starting = CompletableFuture.supplyAsync(() -> Application.start(
                    RunningServer.config(Map.of("http.port", port)),
                    config -> {
                        awaitQuietly(loading);
                        return new ModelLoader.Loaded(RunningServer.model(generator), List.of(), () -> {});
                    },
                    silent()));
            String url = "http://127.0.0.1:" + port;
            await().atMost(60, TimeUnit.SECONDS)
                    .ignoreExceptions()
                    .untilAsserted(() -> given().get(url + "/health").then().statusCode(200));
            given().get(url + "/ready")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "2")
                    .body("error.code", equalTo("not_ready"));
            given().contentType("application/json")
                    .body(Bodies.say("hi"))
                    .post(url + "/v1/chat/completions")
                    .then()
                    .statusCode(503);
            loading.countDown();
            try (Application application = starting.get(60, TimeUnit.SECONDS)) {
                given().get(application.url() + "/ready").then().statusCode(200);
            }
        }
    }

    @Test
    void aPortInUseIsOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> RunningServer.start(Map.of("http.port", taken.getLocalPort())))
                    .isInstanceOf(ServerException.class)
                    .hasMessage("Port " + taken.getLocalPort() + " of 127.0.0.1 is in use."
                            + " Choose another with --port, or --port 0 for any.");
        }
    }

    @Test
    void withoutKeysOnlyThisMachineMayTalkToIt() {
        for (String host : List.of("0.0.0.0", "::", "192.0.2.1")) {
            assertThatThrownBy(() -> RunningServer.start(Map.of("http.host", host)))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("no keys are configured");
        }
        for (String host : List.of("localhost", "127.0.0.1")) {
            RunningServer.start(Map.of("http.host", host)).close();
        }
    }

    @Test
    void aModelThatDoesNotLoadLeavesNothingListening() throws IOException {
        int port = freePort();
        assertThatThrownBy(() -> Application.start(
                        RunningServer.config(Map.of("http.port", port)),
                        config -> {
                            throw new ServerException("no such model");
                        },
                        silent()))
                .hasMessage("no such model");
        new ServerSocket(port).close();
    }

    @Test
    void drainingLetsRunningStreamsFinishAndRefusesNewOnes() throws Exception {
        // Whoever is idle, as REST Assured's connections are, and whoever has been answered holds nothing up.
        RunningServer server = RunningServer.start(Map.of("shutdown.close-ms", 600_000));
        server.generator().holdAt(1);
        CompletableFuture<HttpResponse<String>> running = client.sendAsync(
                server.post(Bodies.say("hello", "stream", true)).build(), BodyHandlers.ofString());
        await().atMost(60, TimeUnit.SECONDS).until(() -> server.generator().inFlight() == 1);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server.application()::close);
        await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> given().get(server.url() + "/ready")
                .then()
                .statusCode(503)
                .header("Retry-After", "2")
                .body("error.code", equalTo("draining")));
        given().contentType("application/json")
                .body(Bodies.say("hi"))
                .post(server.url() + "/v1/chat/completions")
                .then()
                .statusCode(503);
        given().get(server.url() + "/health").then().statusCode(200);
        assertThat(closing).isNotDone();
        server.generator().release();
        assertThat(EventStream.parse(running.get(60, TimeUnit.SECONDS).body()).text(0))
                .isEqualTo("hello");
        closing.get(60, TimeUnit.SECONDS);
        assertThatThrownBy(() -> client.send(server.post(Bodies.say("hi")).build(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void drainingEndsWhatTakesTooLong() throws Exception {
        RunningServer server = RunningServer.start(Map.of("shutdown.drain-ms", 100));
        server.generator().holdAt(1);
        CountDownLatch begun = new CountDownLatch(1);
        // Read as it comes: a client that lets it lie may lose it when the connection closes.
        CompletableFuture<HttpResponse<String>> running = client.sendAsync(
                server.post(Bodies.say("hello", "stream", true)).build(), head -> {
                    begun.countDown();
                    return HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
                });
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        server.application().close();
        assertThat(running.get(60, TimeUnit.SECONDS).body())
                .contains("event: error")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void anAnswerThatTakesTooLongIsEnded() throws Exception {
        try (RunningServer server = RunningServer.start(Map.of("chat.deadline-ms", 100))) {
            server.generator().holdAt(1);
            given().contentType("application/json")
                    .body(Bodies.say("hi"))
                    .post(server.url() + "/v1/chat/completions")
                    .then()
                    .statusCode(504)
                    .body("error.code", equalTo("deadline_exceeded"));
            await().atMost(60, TimeUnit.SECONDS).until(() -> server.generator().inFlight() == 0);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private static PrintStream silent() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
