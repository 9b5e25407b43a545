package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A newcomer's first minutes: the model that comes with Attune, over real HTTP. */
final class DefaultModelTest {
    private static Application server;

    @BeforeAll
    static void start() {
        server = Application.start(
                RunningServer.config(Map.of("model.path", "src/main/model/attune-mini")),
                new EngineLoader(),
                new PrintStream(PrintStream.nullOutputStream()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void isServedUnderItsOwnName() {
        given().get(server.url() + "/v1/models").then().statusCode(200).body("data.id", contains("attune-mini"));
    }

    @Test
    void answersInSentencesAndKnowsWhenItIsDone() {
        String answer = ask(List.of(user("Hello! Who are you?")), false);
        assertThat(answer).contains("Attune").endsWith(".");
    }

    @Test
    void saysTheSameInAStream() {
        List<Map<String, String>> question = List.of(user("What is 7 plus 5?"));
        assertThat(ask(question, true)).isEqualTo(ask(question, false)).contains("12");
    }

    @Test
    void keepsUpAConversation() {
        List<Map<String, String>> conversation = new ArrayList<>();
        for (String question : List.of("Hello!", "What is the capital of France?", "Thank you!")) {
            conversation.add(user(question));
            String answer = ask(conversation, false);
            assertThat(answer).isNotBlank();
            conversation.add(Map.of("role", "assistant", "content", answer));
        }
        assertThat(conversation.get(3).get("content")).contains("Paris");
    }

    /** Those of the folder's {@code generation_config.json}. */
    @Test
    void drawsAsItsMakersRecommendWhereARequestDoesNotSay() {
        Map<String, Object> silent = Map.of("ignore_eos", true, "max_tokens", 60, "seed", 5);
        Map<String, Object> said = new HashMap<>(silent);
        said.putAll(Map.of("temperature", 0.7, "top_p", 0.95));
        Map<String, Object> other = new HashMap<>(silent);
        other.putAll(Map.of("temperature", 1, "top_p", 1));
        assertThat(draw(silent)).isEqualTo(draw(said)).isNotEqualTo(draw(other));
    }

    private static String draw(Map<String, Object> sampling) {
        Map<String, Object> body = new HashMap<>(sampling);
        body.put("model", "attune-mini");
        body.put("messages", List.of(user("Tell me a story of the sea.")));
        return given().contentType("application/json")
                .body(Bodies.json(body))
                .post(server.url() + "/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .path("choices[0].message.content");
    }

    private static Map<String, String> user(String content) {
        return Map.of("role", "user", "content", content);
    }

    private static String ask(List<Map<String, String>> conversation, boolean stream) {
        String body = Bodies.json(
                Map.of("model", "attune-mini", "messages", conversation, "temperature", 0, "stream", stream));
        var reply = given().contentType("application/json")
                .body(body)
                .post(server.url() + "/v1/chat/completions")
                .then()
                .statusCode(200);
        if (stream) {
            EventStream events = EventStream.parse(reply.extract().asString());
            assertThat(events.last().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
            return events.text(0);
        }
        return reply.body("choices[0].finish_reason", equalTo("stop")).extract().path("choices[0].message.content");
    }
}
