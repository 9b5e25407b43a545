package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chat as server-sent events, byte by byte. */
final class StreamedChatTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void sendsRoleThenTextThenTheReasonThenDone(HttpClient.Version version) {
        HttpResponse<String> response = send(
                server.post(Bodies.say("hi", "stream", true)).version(version).build());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "content-type")).isEqualTo("text/event-stream; charset=utf-8");
        assertThat(header(response, "cache-control")).isEqualTo("no-cache");
        assertThat(header(response, "x-accel-buffering")).isEqualTo("no");
        assertThat(header(response, "x-weights-version")).isEqualTo("7");
        List<JsonNode> chunks = EventStream.parse(response.body()).chunks();
        assertThat(chunks).hasSize(4);
        assertThat(chunks.get(0).at("/choices/0/delta")).hasToString("{\"role\":\"assistant\",\"content\":\"\"}");
        assertThat(chunks.get(1).at("/choices/0/delta")).hasToString("{\"content\":\"h\"}");
        assertThat(chunks.get(2).at("/choices/0/delta")).hasToString("{\"content\":\"i\"}");
        assertThat(chunks.get(3).at("/choices/0/delta")).hasToString("{}");
        assertThat(chunks)
                .map(chunk -> chunk.at("/choices/0/finish_reason").asText())
                .containsExactly("null", "null", "null", "stop");
        assertThat(chunks)
                .map(chunk -> chunk.path("id").asText())
                .containsOnly(chunks.get(0).path("id").asText());
        assertThat(chunks)
                .map(chunk -> chunk.path("created").asLong())
                .containsOnly(chunks.get(0).path("created").asLong());
        assertThat(chunks)
                .allMatch(chunk -> chunk.path("system_fingerprint").asText().equals("echo@w7"));
        assertThat(chunks).map(chunk -> chunk.path("model").asText()).containsOnly("echo");
        assertThat(chunks).allMatch(chunk -> chunk.path("object").asText().equals("chat.completion.chunk"));
        assertThat(chunks).noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void sendsUsageInAChunkOfItsOwnIfAsked() {
        List<JsonNode> chunks = EventStream.parse(
                        stream(Bodies.say("hi", "stream", true, "stream_options", Map.of("include_usage", true)))
                                .body())
                .chunks();
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.path("usage"))
                .hasToString("{\"prompt_tokens\":2,\"completion_tokens\":3,\"total_tokens\":5,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":3}}");
        assertThat(chunks.subList(0, chunks.size() - 1))
                .allMatch(chunk -> chunk.has("usage") && chunk.path("usage").isNull());
    }

    @Test
    void neverSendsHalfACharacter() {
        String text = "日本 🎉🏽 é";
        HttpResponse<String> response = stream(Bodies.say(text, "stream", true));
        assertThat(response.body()).doesNotContain("\uFFFD");
        assertThat(EventStream.parse(response.body()).text(0)).isEqualTo(text);
    }

    @Test
    void holdsBackOnlyWhatMayBecomeAStopString() {
        EventStream stopped = EventStream.parse(stream(Bodies.say("a<b<stop>c", "stream", true, "stop", "<stop>"))
                .body());
        assertThat(stopped.text(0)).isEqualTo("a<b");
        assertThat(stopped.last().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        EventStream inVain = EventStream.parse(
                stream(Bodies.say("a<st", "stream", true, "stop", "<stop>")).body());
        assertThat(inVain.text(0)).isEqualTo("a<st");
    }

    @Test
    void streamsSeveralAnswersEachWithAnEndOfItsOwn() {
        EventStream stream = EventStream.parse(
                stream(Bodies.say("hey", "stream", true, "n", 3)).body());
        for (int index = 0; index < 3; index++) {
            int choice = index;
            assertThat(stream.text(index)).isEqualTo("hey");
            List<JsonNode> own = stream.chunks().stream()
                    .map(chunk -> chunk.at("/choices/0"))
                    .filter(each -> each.path("index").asInt() == choice)
                    .toList();
            assertThat(own.get(0).at("/delta/role").asText()).isEqualTo("assistant");
            assertThat(own.subList(1, own.size()))
                    .noneMatch(each -> each.path("delta").has("role"));
            assertThat(own.get(own.size() - 1).path("finish_reason").asText()).isEqualTo("stop");
        }
    }

    @Test
    void streamsLogprobsAndIdsThatAddUpToTheWholeReply() {
        EventStream stream =
                EventStream.parse(stream(Bodies.say("a日", "stream", true, "logprobs", true, "return_token_ids", true))
                        .body());
        StringBuilder ids = new StringBuilder();
        int entries = 0;
        for (JsonNode chunk : stream.chunks()) {
            chunk.at("/choices/0/token_ids").forEach(id -> ids.append(id).append(' '));
            entries += chunk.at("/choices/0/logprobs/content").size();
        }
        assertThat(ids).hasToString("97 230 151 165 256 ");
        assertThat(entries).isEqualTo(5);
        assertThat(stream.chunks().get(0).path("prompt_token_ids")).hasSize(4);
    }

    @Test
    void aFailureBeforeTheFirstTokenHasAStatus() {
        server.generator().breakAt(0);
        HttpResponse<String> response = stream(Bodies.say("hi", "stream", true));
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("internal_error").doesNotContain("secret");
    }

    @Test
    void aFailureLaterIsAnErrorEventAndStillDone() {
        server.generator().breakAt(2);
        HttpResponse<String> response = stream(Bodies.say("hello", "stream", true));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("event: error\ndata: {\"error\":{\"message\":\"Something broke")
                .endsWith("\n\ndata: [DONE]\n\n")
                .containsOnlyOnce("[DONE]")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aClientThatGoesAwayFreesItsPlaceWhileRunning(HttpClient.Version version) {
        server.generator().holdAt(2);
        HttpResponse<InputStream> response = client.sendAsync(
                        server.post(Bodies.say("hello", "stream", true, "n", 2))
                                .version(version)
                                .build(),
                        BodyHandlers.ofInputStream())
                .join();
        read(response.body(), 10);
        close(response.body());
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(server.generator().inFlight()).isZero());
        assertThat(server.generator().cancelled()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aClientThatGoesAwayFreesItsPlaceWhileQueued(HttpClient.Version version) {
        server.generator().holdAt(-1);
        for (boolean streamed : new boolean[] {true, false}) {
            CompletableFuture<?> request = client.sendAsync(
                    server.post(Bodies.say("hello", "stream", streamed))
                            .version(version)
                            .build(),
                    BodyHandlers.discarding());
            await().atMost(30, TimeUnit.SECONDS).until(() -> server.generator().inFlight() == 1);
            request.cancel(true);
            await().atMost(30, TimeUnit.SECONDS).until(() -> server.generator().inFlight() == 0);
        }
    }

    @Test
    void aSlowReaderGetsEverythingInFewerPiecesAndDelaysNobody() throws IOException, InterruptedException {
        String text = "0123456789".repeat(20_000);
        String request = Bodies.say(text, "stream", true);
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), server.application().port()));
            slow.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: " + request.length()
                                    + "\r\n\r\n" + request)
                            .getBytes(StandardCharsets.US_ASCII));
            // Nobody reads, and still the decode thread gets to the end and others are answered.
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> server.generator().requests() == 1
                            && server.generator().inFlight() == 0);
            assertThat(EventStream.parse(
                                    stream(Bodies.say("quick", "stream", true)).body())
                            .text(0))
                    .isEqualTo("quick");
            EventStream stream = EventStream.parse(dechunk(read(slow.getInputStream(), Integer.MAX_VALUE)));
            assertThat(stream.text(0)).isEqualTo(text);
            assertThat(stream.chunks().size()).isLessThan(text.length() / 2);
        }
    }

    /** The body of a response in chunked transfer coding. */
    private static String dechunk(String response) {
        StringBuilder body = new StringBuilder();
        int at = response.indexOf("\r\n\r\n") + 4;
        while (true) {
            int line = response.indexOf("\r\n", at);
            int length = Integer.parseInt(response.substring(at, line), 16);
            if (length == 0) {
                return body.toString();
            }
            body.append(response, line + 2, line + 2 + length);
            at = line + 2 + length + 2;
        }
    }

    private HttpResponse<String> stream(String body) {
        return send(server.post(body).build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String read(InputStream body, int bytes) {
        try {
            byte[] read = bytes == Integer.MAX_VALUE ? body.readAllBytes() : body.readNBytes(bytes);
            return new String(read, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
