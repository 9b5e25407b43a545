package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What keeps every reply of the suite to the contract notices when one does not: a server that says whatever it is told. No
 * test here registers the filter, so this also shows that nobody needs to.
 */
final class ContractFilterTest {
    private static final String JSON = "application/json";
    private static final String ID = "x-request-id: req-1";
    private static final String ERROR =
            "{\"error\":{\"message\":\"No.\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}";
    private static final String CHUNK =
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                    + "\"model\":\"m\",\"system_fingerprint\":\"m@w1\",\"choices\":[]}\n\n";

    private HttpServer server;
    private volatile Said said = new Said(200, JSON, "", List.of());

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Said now = said;
            byte[] body = now.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", now.type());
            for (String header : now.headers()) {
                String[] parts = header.split(": ", 2);
                exchange.getResponseHeaders().add(parts[0], parts[1]);
            }
            exchange.sendResponseHeaders(now.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatTheContractSaysPasses() {
        say(200, JSON, "{\"status\":\"ok\"}", ID).get("/health");
        say(200, "text/event-stream", ": waiting\n\n" + CHUNK + "data: [DONE]\n\n", ID, "x-weights-version: 3")
                .post("/v1/chat/completions");
        say(200, "text/event-stream", "event: error\ndata: " + ERROR + "\n\ndata: [DONE]\n\n", ID)
                .post("/v1/chat/completions");
        say(404, JSON, ERROR).get("/v1/nothing");
        say(405, JSON, ERROR, "Allow: POST").get("/tokenize");
        say(200, "text/css", "body {}").get("/some.css");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/health     | 202 | application/json | {\"status\":\"ok\"}           | the status is not documented",
                "/health     | 200 | text/plain       | ok                            | content type is not documented",
                "/health     | 200 | application/json | {\"status\":\"fine\"}         | breaks the contract",
                "/health     | 200 | application/json | {}                            | breaks the contract",
                "/health     | 200 | application/json | {\"status\":\"ok\",\"age\":1} | breaks the contract",
                "/health     | 200 | application/json | {\"status\":                  | not JSON",
                "/v1/models  | 503 | application/json | {\"error\":\"no\"}            | breaks the contract",
                "/v1/nothing | 200 | application/json | {}                            | the route is not documented",
                "/v1/nothing | 404 | application/json | {\"message\":\"no\"}          | breaks the contract",
                "/v1/nothing | 404 | text/html        | no                            | must be application/json",
                "/tokenize   | 200 | application/json | {\"tokens\":[]}               | must be 405",
                "/docs       | 301 | text/html        | moved                         | has a body",
            })
    void whatItDoesNotSayFails(String path, int status, String type, String body, String words) {
        assertThatThrownBy(() -> say(status, type, body, ID, "Retry-After: 1", "location: /docs/")
                        .get(path))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("GET " + path + " " + status)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "503, Retry-After: 1,         the header x-request-id is missing",
        "503, x-request-id: req-1,    the header Retry-After is missing",
        "503, Retry-After: soon,      header Retry-After",
        "200, x-request-id: a b c,    header x-request-id"
    })
    void headersCount(int status, String header, String words) {
        String body = status == 200 ? "{\"object\":\"list\",\"data\":[]}" : ERROR;
        String other = words.contains("Retry-After") && !words.contains("missing") ? ID : "x-other: 1";
        assertThatThrownBy(() -> say(status, JSON, body, header, other).get("/v1/models"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(words);
    }

    @Test
    void everyEventCounts() {
        String done = "data: [DONE]\n\n";
        for (String stream : List.of(
                CHUNK,
                CHUNK.replace("\"created\":1,", "") + done,
                CHUNK + CHUNK.replace("chatcmpl-1", "1") + done,
                "event: error\ndata: {\"error\":\"no\"}\n\n" + done,
                "event: other\ndata: 1\n\n" + done)) {
            assertThatThrownBy(() -> say(200, "text/event-stream", stream, ID).post("/v1/chat/completions"))
                    .as(stream)
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void aWrongMethodMustSayWhichAreRight() {
        assertThatThrownBy(() -> say(405, JSON, ERROR).get("/tokenize"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Allow");
    }

    private RequestSpecification say(int status, String type, String body, String... headers) {
        said = new Said(status, type, body, Arrays.asList(headers));
        return given().redirects()
                .follow(false)
                .baseUri("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private record Said(int status, String type, String body, List<String> headers) {}
}
