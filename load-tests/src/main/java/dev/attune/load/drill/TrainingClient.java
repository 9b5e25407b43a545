package dev.attune.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.attune.load.client.JsonApi;
import dev.attune.load.client.JsonApi.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server's learning and what people said, as an admin sees them over HTTP. Any thread. */
final class TrainingClient {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int PAGE = 100;
    private static final int MOST_TRIES = 300;
    private static final int PAUSE_MS = 200;
    private static final int NOT_READY = 503;

    private final String url;
    private final JsonApi api = new JsonApi(PATIENCE, Map.of());

    /** @param url of the server, without a path */
    TrainingClient(String url) {
        this.url = url;
    }

    /**
     * Where training stands.
     *
     * @param starts of the trainer's process since the server began
     * @param evidence counts of what the trainer has read
     */
    record Status(
            String state,
            String message,
            long cycle,
            boolean startAsked,
            boolean alive,
            long starts,
            Map<String, Long> evidence) {
        static Status of(JsonNode training) {
            Map<String, Long> evidence = new HashMap<>();
            training.path("evidence")
                    .properties()
                    .forEach(count ->
                            evidence.put(count.getKey(), count.getValue().asLong()));
            return new Status(
                    training.path("state").asText(),
                    training.path("message").asText(),
                    training.path("cycle").asLong(),
                    training.path("start_asked").asBoolean(),
                    training.at("/trainer/alive").asBoolean(),
                    training.at("/trainer/starts").asLong(),
                    evidence);
        }
    }

    Status status() throws IOException {
        return Status.of(get("/v1/training"));
    }

    /** Asks for a cycle. */
    void start() throws IOException {
        Reply reply = api.post(url + "/v1/training/start", Map.of(), Map.of());
        if (!reply.succeeded()) {
            throw new IOException("the start was answered with HTTP " + reply.status() + ": " + reply.body());
        }
    }

    /** The manifests of all versions, refused ones among them. */
    List<JsonNode> versions() throws IOException {
        List<JsonNode> versions = new ArrayList<>();
        get("/v1/policy/versions").path("data").forEach(versions::add);
        return versions;
    }

    /** Revision of each judgement of a user, by the server's name for it. */
    Map<String, Integer> judgementsOf(String user) throws IOException {
        Map<String, Integer> all = new HashMap<>();
        JsonNode offset = IntNode.valueOf(0);
        while (offset.isNumber()) {
            JsonNode list = get("/v1/feedback/mine?user=" + user + "&limit=" + PAGE + "&offset=" + offset.asInt());
            list.path("data")
                    .forEach(one -> all.put(
                            one.path("id").asText(), one.path("revision").asInt()));
            offset = list.path("next_offset");
        }
        return all;
    }

    /** Again while the server is not ready. */
    private JsonNode get(String route) throws IOException {
        for (int tries = 1; ; tries++) {
            Reply reply = api.get(url + route);
            if (reply.succeeded()) {
                return reply.body();
            }
            if (reply.status() != NOT_READY || tries == MOST_TRIES) {
                throw new IOException(route + ": HTTP " + reply.status() + ": " + reply.body());
            }
            Pause.ms(PAUSE_MS);
        }
    }
}
