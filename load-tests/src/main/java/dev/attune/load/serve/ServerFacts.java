package dev.attune.load.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What the server is asked before it is measured: its model, and how it counts. Waits for each answer. */
final class ServerFacts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServePlan.Target target;

    ServerFacts(ServePlan.Target target) {
        this.target = target;
    }

    /** The model to ask: the one that was named, or the first that is served. */
    String model() {
        return target.model().orElseGet(() -> get("/v1/models")
                .map(models -> models.path("data").path(0).path("id").asText())
                .filter(id -> !id.isEmpty())
                .orElseThrow(() -> new IllegalArgumentException(
                        "--base-url: " + target.resolve("/v1/models") + " names no model; say which with --model")));
    }

    /** How many tokens these messages or this prompt are to the server; empty if it does not say. */
    Optional<JsonNode> tokenize(Map<String, ?> body) {
        return send(request("/tokenize").POST(HttpRequest.BodyPublishers.ofByteArray(json(body))));
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new IllegalStateException("a request cannot be written as JSON", e);
        }
    }

    private Optional<JsonNode> get(String route) {
        return send(request(route).GET());
    }

    private HttpRequest.Builder request(String route) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(route))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json");
        target.headers().forEach(request::header);
        return request;
    }

    private Optional<JsonNode> send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> reply = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return reply.statusCode() == 200 ? Optional.of(JSON.readTree(reply.body())) : Optional.empty();
        } catch (IOException e) {
            throw new IllegalArgumentException("--base-url: " + target.baseUrl() + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
