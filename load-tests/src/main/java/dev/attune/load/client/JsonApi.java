package dev.attune.load.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Plain requests with JSON in and out; the caller waits. Any thread. Whoever counts on speed takes {@link StreamClient}. */
public final class JsonApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Duration patience;
    private final Map<String, String> headers;

    /**
     * @param patience with one request
     * @param headers sent with each
     */
    public JsonApi(Duration patience, Map<String, String> headers) {
        this.patience = patience;
        this.headers = Map.copyOf(headers);
    }

    /**
     * What came back.
     *
     * @param body JSON; a text of other kind stands as a JSON string
     */
    public record Reply(int status, JsonNode body) {
        public boolean succeeded() {
            return status / 100 == 2;
        }
    }

    /**
     * Sends a body.
     *
     * @param more headers of this request
     */
    public Reply post(String url, Object body, Map<String, String> more) throws IOException {
        HttpRequest.Builder request = request(url);
        more.forEach(request::header);
        return json(send(request.header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))));
    }

    public Reply get(String url) throws IOException {
        return json(send(request(url).GET()));
    }

    /** The body as it is. @throws IOException also if the status is not 200 */
    public String text(String url) throws IOException {
        HttpResponse<String> reply = send(request(url).GET());
        if (reply.statusCode() != 200) {
            throw new IOException("GET " + url + ": HTTP " + reply.statusCode() + ": " + reply.body());
        }
        return reply.body();
    }

    private HttpRequest.Builder request(String url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(patience);
        headers.forEach(request::header);
        return request;
    }

    private static Reply json(HttpResponse<String> reply) {
        try {
            return new Reply(reply.statusCode(), JSON.readTree(reply.body()));
        } catch (IOException notJson) {
            return new Reply(reply.statusCode(), JSON.getNodeFactory().textNode(reply.body()));
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
