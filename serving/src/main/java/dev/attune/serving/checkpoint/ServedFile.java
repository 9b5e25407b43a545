package dev.attune.serving.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.Served.Action;
import dev.attune.serving.checkpoint.Served.Decision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@link Served} as JSON in one file, which is replaced as a whole. */
final class ServedFile {
    static final String NAME = "served.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ServedFile() {}

    static Served read(Path file) {
        JsonNode json = JsonFiles.readObject(file);
        try {
            List<Long> before = new ArrayList<>();
            json.path("before").forEach(version -> before.add(version.asLong()));
            List<Decision> decisions = new ArrayList<>();
            json.path("decisions").forEach(decision -> decisions.add(decision(decision)));
            if (!json.path("current").canConvertToLong() || decisions.isEmpty()) {
                throw CheckpointException.in(file, "names no version or no decision");
            }
            return new Served(
                    json.path("current").asLong(), before, json.path("held").asBoolean(), decisions);
        } catch (IllegalArgumentException | DateTimeException senseless) {
            throw CheckpointException.in(file, "does not say what is served: " + senseless.getMessage(), senseless);
        }
    }

    static void write(Path file, Served served) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((json(served).toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        DurableFiles.replace(file, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    private static ObjectNode json(Served served) {
        ObjectNode json = JSON.createObjectNode().put("current", served.current());
        ArrayNode before = json.putArray("before");
        served.before().forEach(before::add);
        json.put("held", served.held());
        ArrayNode decisions = json.putArray("decisions");
        served.decisions().forEach(decision -> decisions
                .addObject()
                .put("at", decision.at().toString())
                .put("action", decision.action().name().toLowerCase(Locale.ROOT))
                .put("version", decision.version())
                .put("by", decision.by())
                .put("reason", decision.reason()));
        return json;
    }

    private static Decision decision(JsonNode json) {
        return new Decision(
                Instant.parse(json.path("at").asText()),
                Action.valueOf(json.path("action").asText().toUpperCase(Locale.ROOT)),
                json.path("version").asLong(),
                json.path("by").asText(),
                json.path("reason").asText());
    }
}
