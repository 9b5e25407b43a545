package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** A finished stream, taken apart: every event must be {@code data: {json}} as the contract has it, and the last, once, {@code [DONE]}. */
record EventStream(List<JsonNode> chunks) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ReplyContract CONTRACT = new ReplyContract();

    static EventStream parse(String body) {
        assertThat(body).endsWith("\n\ndata: [DONE]\n\n").containsOnlyOnce("[DONE]");
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : body.substring(0, body.length() - "\n\ndata: [DONE]\n\n".length())
                .split("\n\n", -1)) {
            if (!event.startsWith(":")) {
                assertThat(event).startsWith("data: ").doesNotContain("\n");
                JsonNode chunk = read(event.substring("data: ".length()));
                CONTRACT.checkChunk(chunk);
                chunks.add(chunk);
            }
        }
        return new EventStream(chunks);
    }

    /** The text of one completion, all deltas together. */
    String text(int index) {
        StringBuilder text = new StringBuilder();
        for (JsonNode chunk : chunks) {
            for (JsonNode choice : chunk.path("choices")) {
                if (choice.path("index").asInt() == index) {
                    text.append(choice.at("/delta/content").asText(""));
                }
            }
        }
        return text.toString();
    }

    JsonNode last() {
        return chunks.get(chunks.size() - 1);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
