package dev.attune.load.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.client.Call;
import dev.attune.load.client.Outcome;
import dev.attune.load.client.StreamClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A server, met over its streamed chat route by a client on the thread that calls. */
final class ServerSide implements Side, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final URI url;
    private final String model;
    private final Map<String, String> headers;
    private final StreamClient client;

    /** @param baseUrl without {@code /v1} */
    ServerSide(String baseUrl, Map<String, String> headers) throws IOException {
        this.url = URI.create(baseUrl + "/v1/chat/completions");
        this.headers = headers;
        this.client = new StreamClient(url, headers, Integer.MAX_VALUE, PATIENCE);
        this.model = json(request(URI.create(baseUrl + "/v1/models")).GET())
                .at("/data/0/id")
                .asText();
    }

    /** Learns the ids of a prompt from the server itself. */
    Prompt prompt(String text) throws IOException {
        Map<String, Object> body = body(text, 1);
        body.keySet().removeAll(List.of("stream", "stream_options"));
        body.put("return_token_ids", true);
        JsonNode ids = json(request(url).POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))))
                .path("prompt_token_ids");
        if (ids.isEmpty()) {
            throw new IllegalArgumentException(url + " does not say prompt_token_ids");
        }
        return new Prompt(
                text,
                StreamSupport.stream(ids.spliterator(), false)
                        .mapToInt(JsonNode::asInt)
                        .toArray());
    }

    @Override
    public Took answer(List<Prompt> prompts, int outputTokens) throws IOException {
        List<Outcome> outcomes = run(prompts, outputTokens);
        long began = outcomes.stream().mapToLong(Outcome::sentNs).min().orElseThrow();
        long ended = outcomes.stream().mapToLong(Outcome::lastNs).max().orElseThrow();
        return new Took(
                (ended - began) / 1e9, outcomes.stream().map(Outcome::ttftMs).toList());
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private List<Outcome> run(List<Prompt> prompts, int outputTokens) throws IOException {
        List<Call> calls = new ArrayList<>(prompts.size());
        for (Prompt prompt : prompts) {
            byte[] body = JSON.writeValueAsBytes(body(prompt.text(), outputTokens));
            calls.add(new Call(0, body, prompt.ids().length));
        }
        List<Outcome> outcomes = client.run(calls);
        for (Outcome outcome : outcomes) {
            if (!outcome.succeeded() || outcome.outputTokens() != outputTokens) {
                throw new IllegalArgumentException(url + " gave " + outcome.outputTokens() + " of " + outputTokens
                        + " tokens: " + outcome.error());
            }
        }
        return outcomes;
    }

    private Map<String, Object> body(String text, int outputTokens) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("messages", List.of(Map.of("role", "user", "content", text)));
        body.put("max_completion_tokens", outputTokens);
        body.put("temperature", 0);
        body.put("ignore_eos", true);
        body.put("stream", true);
        body.put("stream_options", Map.of("include_usage", true));
        return body;
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Content-Type", "application/json");
        headers.forEach(request::header);
        return request;
    }

    private static JsonNode json(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<byte[]> reply =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return JSON.readTree(reply.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
