package dev.attune.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server as an admin and as a chatting person use it. Any thread may use it. */
final class PolicyClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(2);

    private final String url;
    private final String model;
    private final int tokens;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param tokens of every answer */
    PolicyClient(String url, int tokens) throws IOException {
        this.url = url;
        this.tokens = tokens;
        this.model = send("GET", "/v1/models").at("/data/0/id").asText();
    }

    /** Has a version served; returns when it is. */
    void promote(long version) throws IOException {
        await(version, send("POST", "/v1/policy/" + version + "/promote"));
    }

    /** Goes back to the version before, which is this one; returns when it is served. */
    void rollback(long version) throws IOException {
        await(version, send("POST", "/v1/policy/rollback"));
    }

    private void await(long version, JsonNode decided) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NS;
        JsonNode policy = decided;
        while (policy.at("/current/version").asLong() != version) {
            if (System.nanoTime() > deadline || policy.path("target").asLong() != version) {
                throw new IOException("version " + version + " is not served: "
                        + policy.path("message").asText());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            policy = send("GET", "/v1/policy");
        }
    }

    /** The likeliest answer to a prompt, as it streams in. */
    SwapStream ask(String prompt) {
        Map<String, Object> body = Map.of(
                "model",
                model,
                "messages",
                List.of(Map.of("role", "user", "content", prompt)),
                "stream",
                true,
                "stream_options",
                Map.of("include_usage", true),
                "temperature",
                0,
                "ignore_eos",
                true,
                "max_tokens",
                tokens);
        SwapStream stream = new SwapStream(prompt);
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build();
            HttpResponse<Stream<String>> reply = client.send(request, BodyHandlers.ofLines());
            try (Stream<String> lines = reply.body()) {
                lines.forEach(line -> stream.line(line, System.nanoTime()));
            }
            stream.end(reply.statusCode(), tokens);
        } catch (IOException | RuntimeException broken) {
            stream.fail(String.valueOf(broken.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stream.fail("interrupted");
        }
        return stream;
    }

    private JsonNode send(String method, String path) throws IOException {
        try {
            HttpResponse<String> reply = client.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            if (reply.statusCode() != 200) {
                throw new IOException(method + " " + path + " answered " + reply.statusCode() + ": " + reply.body());
            }
            return JSON.readTree(reply.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
