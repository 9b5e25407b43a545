package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What has arrived of a stream while its answer stands still. */
@Timeout(60)
final class HeldStreamTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.start(Map.of("http.heartbeat-ms", 50));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aWaitingStreamShowsSignsOfLife() throws Exception {
        server.generator().holdAt(0);
        InputStream body = begin(Bodies.say("hi", "stream", true));
        assertThat(new String(body.readNBytes(13), StandardCharsets.UTF_8)).isEqualTo(": waiting\n\n: ");
        server.generator().release();
        assertThat(EventStream.parse(": " + rest(body)).text(0)).isEqualTo("hi");
    }

    /** The status has gone out with the first sign of life, so the failure can only be an event. */
    @Test
    void aFailureBeforeTheFirstTokenOfAStreamThatIsOpenIsAnErrorEvent() throws Exception {
        server.generator().holdAt(-1);
        server.generator().breakAt(0);
        InputStream body = begin(Bodies.say("hi", "stream", true));
        readUntil(body, ": waiting\n\n");
        server.generator().release();
        assertThat(rest(body).replace(": waiting\n\n", ""))
                .startsWith("event: error\ndata: {\"error\":{\"message\":\"Something broke")
                .endsWith("}}\n\ndata: [DONE]\n\n")
                .doesNotContain("secret", "chat.completion.chunk");
    }

    /** It hangs if more is held back than what may still become the stop string. */
    @Test
    void onlyATruePrefixOfAStopStringIsHeldBack() throws Exception {
        server.generator().holdAt(3);
        InputStream stopped = begin(Bodies.say("a<b<stop>c", "stream", true, "stop", "<stop>"));
        String first = readUntil(stopped, "b\"}");
        server.generator().release();
        assertThat(EventStream.parse(first + rest(stopped)).text(0)).isEqualTo("a<b");
        server.generator().holdAt(6);
        InputStream inVain = begin(Bodies.say("ab<stx and on", "stream", true, "stop", "<stop>"));
        first = readUntil(inVain, "x\"}");
        server.generator().release();
        assertThat(EventStream.parse(first + rest(inVain)).text(0)).isEqualTo("ab<stx and on");
    }

    private InputStream begin(String request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(server.post(request).timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    /** Reads no byte more than up to {@code end}. */
    private static String readUntil(InputStream body, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = body.read();
            assertThat(next).as("after " + read).isNotNegative();
            read.append((char) next);
        }
        return read.toString();
    }

    private static String rest(InputStream body) throws IOException {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
}
