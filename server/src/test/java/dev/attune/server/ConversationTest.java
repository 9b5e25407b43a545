package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A conversation with a real engine: later turns find the earlier ones in the cache, and penalties change what is said. */
final class ConversationTest {
    private static final String MODEL = "../serving/src/test/resources/golden/tiny-qwen2/model";
    private static final String CACHED = "usage.prompt_tokens_details.cached_tokens";
    /** Two tokens that are plain words; biases make them the only ones that are ever drawn. */
    private static final int WORD = 40;

    private static final int OTHER = 41;

    private static Application server;

    @BeforeAll
    static void start() {
        server = Application.start(
                RunningServer.config(Map.of("model.path", MODEL, "model.name", "tiny")),
                new EngineLoader(),
                new PrintStream(PrintStream.nullOutputStream()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aSecondTurnFindsTheFirstInTheCache() {
        List<Map<String, String>> messages = new ArrayList<>();
        messages.add(Map.of("role", "user", "content", "Tell me of the sea and of the ships. ".repeat(5)));
        JsonPath first = chat(Map.of("messages", messages, "max_tokens", 6, "temperature", 0));
        int prompt = first.getInt("usage.prompt_tokens");
        assertThat(first.getInt(CACHED)).isLessThan(prompt / 4);
        messages.add(Map.of("role", "assistant", "content", first.getString("choices[0].message.content")));
        messages.add(Map.of("role", "user", "content", "Go on."));
        JsonPath second = chat(Map.of("messages", messages, "max_tokens", 6, "temperature", 0));
        // All of the first prompt; the answer's own text may fall into other tokens than it was drawn in.
        assertThat(second.getInt(CACHED)).isBetween(prompt, second.getInt("usage.prompt_tokens") - 1);
        JsonPath again = chat(Map.of("messages", messages, "max_tokens", 6, "temperature", 0));
        assertThat(again.getInt(CACHED)).isEqualTo(second.getInt("usage.prompt_tokens") - 1);
        assertThat(again.getString("choices[0].message.content"))
                .as("what is found is what was computed")
                .isEqualTo(second.getString("choices[0].message.content"));
    }

    @Test
    void penaltiesDriveTheAnswerAwayFromWhatItHasSaid() {
        assertThat(ids(60, Map.of())).containsOnly(WORD);
        // Counted: every time costs two more.
        assertThat(ids(60, Map.of("frequency_penalty", 2))).contains(WORD, OTHER);
        // Not counted: it costs two once, which is too little here.
        assertThat(ids(60, Map.of("presence_penalty", 2))).containsOnly(WORD);
    }

    /** What is said where one word leads, another is behind it, and every third far behind both. */
    private static List<Integer> ids(int otherBias, Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>();
        body.put("messages", List.of(Map.of("role", "user", "content", "Say something.")));
        body.put("logit_bias", Map.of("" + WORD, 90, "" + OTHER, otherBias));
        body.put("temperature", 0);
        body.put("max_tokens", 40);
        body.put("ignore_eos", true);
        body.put("return_token_ids", true);
        body.putAll(more);
        return chat(body).getList("choices[0].token_ids", Integer.class);
    }

    private static JsonPath chat(Map<String, ?> fields) {
        Map<String, Object> body = new HashMap<>(fields);
        body.put("model", "tiny");
        return given().contentType("application/json")
                .body(Bodies.json(body))
                .post(server.url() + "/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
