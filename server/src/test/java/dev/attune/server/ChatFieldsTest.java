package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the fields of a chat do to the tokens of a real engine. */
final class ChatFieldsTest {
    private static final int TOKEN = 65;
    private static final int OTHER = 66;
    /** As config.json has it. */
    private static final int END = 1004;

    private static Application server;

    @BeforeAll
    static void start() {
        server = TinyServer.start(Map.of());
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
    void aToolMaySaySomething() {
        Map<String, Object> tool = Map.of("role", "tool", "content", "12:00", "tool_call_id", "call-1");
        assertThat(promptOf(message("user", "What time is it?"), tool))
                .hasSizeGreaterThan(
                        promptOf(message("user", "What time is it?")).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "n                 | 16",
                "temperature       | 2",
                "presence_penalty  | -2",
                "presence_penalty  | 2",
                "frequency_penalty | -2",
                "frequency_penalty | 2",
                "logit_bias        | {\"65\": -100, \"66\": 100}",
                "top_logprobs      | 0",
                "response_format   | {\"type\": \"text\"}",
            })
    void theOutermostValuesAreTaken(String field, String value) {
        String body = Bodies.json(body("max_tokens", 1, "logprobs", true));
        List<Integer> indexes = given().contentType("application/json")
                .body(body.substring(0, body.length() - 1) + ",\"" + field + "\":" + value + "}")
                .post(url())
                .then()
                .statusCode(200)
                .extract()
                .path("choices.index");
        assertThat(indexes).hasSize(field.equals("n") ? 16 : 1);
    }

    @Test
    void aBiasOfAHundredForcesAToken() {
        List<Integer> ids = ids("temperature", 1, "logit_bias", Map.of(String.valueOf(TOKEN), 100), "max_tokens", 8);
        assertThat(ids).containsOnly(TOKEN).hasSize(8);
    }

    @Test
    void theFrequencyPenaltyCostsMoreEveryTime() {
        assertThat(leadingBy(30)).containsOnly(TOKEN);
        // Two more every time: a lead of thirty is gone after some fifteen times.
        int run = (int) leadingBy(30, "frequency_penalty", 2).stream()
                .takeWhile(id -> id == TOKEN)
                .count();
        assertThat(run).isBetween(10, 20);
    }

    /** Twenty times in the prompt would cost forty, more than the lead. */
    @Test
    void whatThePromptSaysCostsNothing() {
        Map<String, Object> body = new HashMap<>(Map.of("model", "tiny", "prompt", Collections.nCopies(20, TOKEN)));
        body.putAll(Map.of("temperature", 0, "max_tokens", 3, "ignore_eos", true, "return_token_ids", true));
        body.put("logit_bias", Map.of("" + TOKEN, 90, "" + OTHER, 60));
        body.putAll(Map.of("frequency_penalty", 2, "presence_penalty", 2));
        List<Integer> ids = given().contentType("application/json")
                .body(Bodies.json(body))
                .post(server.url() + "/v1/completions")
                .then()
                .statusCode(200)
                .extract()
                .path("choices[0].token_ids");
        assertThat(ids).containsExactly(TOKEN, TOKEN, TOKEN);
    }

    @Test
    void thePresencePenaltyCostsOnce() {
        assertThat(leadingBy(2.5)).containsOnly(TOKEN);
        // What is left of the lead is less than what the model itself thinks of the two.
        assertThat(leadingBy(2.5, "presence_penalty", 2)).contains(TOKEN, OTHER);
        assertThat(leadingBy(30, "presence_penalty", 2)).containsOnly(TOKEN);
    }

    @Test
    void theRepetitionPenaltyKeepsFromSayingAnythingTwice() {
        Object[] long40 = {"temperature", 0, "max_tokens", 40, "ignore_eos", true};
        assertThat(new HashSet<>(ids(long40))).hasSizeLessThan(40);
        assertThat(ids(with(long40, "repetition_penalty", 10))).doesNotHaveDuplicates();
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

    /** What is said where one token leads another by so much, and every third is far behind both. */
    private static List<Integer> leadingBy(double lead, Object... more) {
        Map<String, Double> bias = Map.of("" + TOKEN, 90.0, "" + OTHER, 90 - lead);
        return ids(with(more, "temperature", 0, "logit_bias", bias, "max_tokens", 40, "ignore_eos", true));
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
        return chat(with(more, "return_token_ids", true)).path("choices[0].token_ids");
    }

    private static Object[] with(Object[] fields, Object... more) {
        return Stream.of(fields, more).flatMap(Arrays::stream).toArray();
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
