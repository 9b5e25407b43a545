package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the fields of a chat do to the tokens of a real engine. */
final class ChatFieldsTest {
    private static final String FOLDER = "../serving/src/test/resources/golden/tiny-qwen2/model";
    private static final int TOKEN = 65;
    /** As config.json has it. */
    private static final int END = 1004;

    private static Application server;

    @BeforeAll
    static void start() {
        server = Application.start(
                RunningServer.config(Map.of("model.path", FOLDER, "model.name", "tiny")),
                new EngineLoader(),
                new PrintStream(PrintStream.nullOutputStream()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void developerMeansSystem() {
        assertThat(promptOf(message("developer", "Be brief."), message("user", "Hi")))
                .isEqualTo(promptOf(message("system", "Be brief."), message("user", "Hi")))
                .isNotEqualTo(promptOf(message("user", "Be brief."), message("user", "Hi")));
    }

    @Test
    void textPartsAreOneText() {
        Map<String, Object> parts = Map.of(
                "role",
                "user",
                "content",
                List.of(Map.of("type", "text", "text", "One "), Map.of("type", "text", "text", "text")));
        assertThat(promptOf(parts)).isEqualTo(promptOf(message("user", "One text")));
    }

    @Test
    void anAssistantMayHaveSaidNothing() {
        Map<String, Object> silent = new HashMap<>(Map.of("role", "assistant"));
        silent.put("content", null);
        assertThat(promptOf(message("user", "a"), silent, message("user", "b")))
                .isEqualTo(promptOf(message("user", "a"), message("assistant", ""), message("user", "b")));
    }

    @Test
    void aBiasOfAHundredForcesAToken() {
        List<Integer> ids = ids("temperature", 1, "logit_bias", Map.of(String.valueOf(TOKEN), 100), "max_tokens", 8);
        assertThat(ids).containsOnly(TOKEN).hasSize(8);
    }

    @Test
    void theFrequencyPenaltyDrivesATokenAway() {
        Map<String, Integer> bias = Map.of(String.valueOf(TOKEN), 100);
        List<Integer> ids = ids(
                "temperature", 0, "logit_bias", bias, "frequency_penalty", 2, "max_tokens", 200, "ignore_eos", true);
        List<Integer> unpunished = ids("temperature", 0, "logit_bias", bias, "max_tokens", 200, "ignore_eos", true);
        assertThat(unpunished).containsOnly(TOKEN);
        // A hundred of bias is gone after some fifty times two.
        int run = (int) ids.stream().takeWhile(id -> id == TOKEN).count();
        assertThat(run).isBetween(30, 120);
    }

    @Test
    void greedyAndTopKOfOneAreTheSame() {
        assertThat(ids("temperature", 0, "max_tokens", 12))
                .isEqualTo(ids("temperature", 1.5, "top_k", 1, "max_tokens", 12))
                .isEqualTo(ids("temperature", 1.5, "top_p", 1e-9, "max_tokens", 12))
                .isEqualTo(ids("temperature", 1.5, "min_p", 1, "max_tokens", 12));
    }

    @Test
    void alternativesAreSortedAndTheLikeliestIsTheGreedyOne() {
        ExtractableResponse<Response> reply =
                chat("temperature", 0, "max_tokens", 6, "logprobs", true, "top_logprobs", 20, "ignore_eos", true);
        for (int token = 0; token < 6; token++) {
            String at = "choices[0].logprobs.content[" + token + "]";
            List<Float> top = reply.path(at + ".top_logprobs.logprob");
            assertThat(top).hasSize(20).isSortedAccordingTo((a, b) -> Float.compare(b, a));
            assertThat(reply.<Float>path(at + ".logprob")).isEqualTo(top.get(0));
        }
    }

    @Test
    void theEndMayBeIgnoredOrPutOff() {
        Map<String, Integer> bias = Map.of(String.valueOf(END), 100);
        assertThat(chat("temperature", 0, "logit_bias", bias, "max_tokens", 9).<String>path("choices[0].finish_reason"))
                .isEqualTo("stop");
        assertThat(ids("temperature", 0, "logit_bias", bias, "max_tokens", 9, "min_tokens", 4))
                .hasSize(5);
        assertThat(ids("temperature", 0, "logit_bias", bias, "max_tokens", 9, "ignore_eos", true))
                .hasSize(9);
    }

    @Test
    void fieldsWithoutEffectAreTakenAndHaveNone() {
        String plain = chat("seed", 4, "max_tokens", 12).path("choices[0].message.content");
        ExtractableResponse<Response> full = chat(
                "seed",
                4,
                "max_tokens",
                12,
                "store",
                true,
                "service_tier",
                "flex",
                "safety_identifier",
                "x",
                "prompt_cache_key",
                "y",
                "reasoning_effort",
                "high",
                "parallel_tool_calls",
                false,
                "a_field_of_tomorrow",
                Map.of("deep", List.of(1)));
        assertThat(full.<String>path("choices[0].message.content")).isEqualTo(plain);
    }

    @Test
    void sixteenStopStringsAreTakenAndSeventeenAreNot() {
        List<String> stops = IntStream.range(0, 17).mapToObj(i -> "never " + i).toList();
        chat("max_tokens", 1, "stop", stops.subList(0, 16));
        given().contentType("application/json")
                .body(Bodies.json(body("stop", stops)))
                .post(url())
                .then()
                .statusCode(400)
                .body("error.param", equalTo("stop"));
    }

    private static Map<String, Object> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }

    @SafeVarargs
    private static List<Integer> promptOf(Map<String, Object>... messages) {
        return chat("messages", Arrays.asList(messages), "max_tokens", 1, "return_token_ids", true)
                .path("prompt_token_ids");
    }

    private static List<Integer> ids(Object... more) {
        Object[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = "return_token_ids";
        all[more.length + 1] = true;
        return chat(all).path("choices[0].token_ids");
    }

    private static Map<String, Object> body(Object... more) {
        Map<String, Object> body = new HashMap<>();
        body.put("model", "tiny");
        body.put("messages", List.of(message("user", "Hello")));
        for (int i = 0; i < more.length; i += 2) {
            body.put((String) more[i], more[i + 1]);
        }
        return body;
    }

    private static ExtractableResponse<Response> chat(Object... more) {
        return given().contentType("application/json")
                .body(Bodies.json(body(more)))
                .post(url())
                .then()
                .statusCode(200)
                .extract();
    }

    private static String url() {
        return server.url() + "/v1/chat/completions";
    }
}
