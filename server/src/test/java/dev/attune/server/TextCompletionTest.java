package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.ValidatableResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text that is gone on from, whole and streamed. */
final class TextCompletionTest {
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of("http.max-body-bytes", 20_000));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersWithEverythingTheContractNames() {
        complete("prompt", "hello")
                .statusCode(200)
                .header("x-weights-version", "7")
                .body("id", matchesPattern("cmpl-[0-9a-f]{24}"))
                .body("object", equalTo("text_completion"))
                .body("model", equalTo("echo"))
                .body("system_fingerprint", equalTo("echo@w7"))
                .body("choices", hasSize(1))
                .body("choices[0].index", equalTo(0))
                .body("choices[0].text", equalTo("hello"))
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].logprobs", nullValue())
                .body("usage.prompt_tokens", equalTo(5))
                .body("usage.completion_tokens", equalTo(6))
                .body("usage.total_tokens", equalTo(11))
                .body("usage.prompt_tokens_details.cached_tokens", equalTo(3));
    }

    @Test
    void takesPromptsInAllFourForms() {
        complete("prompt", "ab").body("choices.text", contains("ab"));
        complete("prompt", List.of("ab", "cde")).body("choices.text", contains("ab", "cde"));
        complete("prompt", List.of(97, 98)).body("choices.text", contains("ab"));
        complete("prompt", List.of(List.of(97, 98), List.of(99)))
                .body("choices.text", contains("ab", "c"))
                .body("choices.index", contains(0, 1))
                .body("usage.prompt_tokens", equalTo(3))
                .body("usage.completion_tokens", equalTo(5))
                .body("usage.prompt_tokens_details.cached_tokens", equalTo(6));
    }

    /** A byte that begins nothing, a character that breaks off, and one that the end breaks off. */
    @Test
    void anInvalidByteIsOneReplacementCharacterAndTheTextGoesOn() {
        Object[] fields = {"prompt", List.of(List.of(97, 0xff, 98), List.of(97, 0xc3, 98), List.of(97, 0xe6, 0x97))};
        complete(fields).statusCode(200).body("choices.text", contains("a\ufffdb", "a\ufffdb", "a\ufffd"));
        EventStream stream = stream(fields);
        for (int index = 0; index < 3; index++) {
            assertThat(text(stream, index)).isEqualTo(index < 2 ? "a\ufffdb" : "a\ufffd");
        }
    }

    @Test
    void numbersChoicesPromptByPromptAndSeedsThemAlikeForEach() {
        complete("prompt", List.of("a", "b"), "n", 2, "best_of", 2, "seed", 40)
                .body("choices.text", contains("a", "a", "b", "b"))
                .body("choices.index", contains(0, 1, 2, 3))
                .body("usage.prompt_tokens", equalTo(2));
        assertThat(server.generator().lastRequest().sampling().seed()).hasValue(41);
    }

    @Test
    void stopsAfterSixteenTokensUnlessToldOtherwise() {
        complete("prompt", "x".repeat(40))
                .body("choices[0].text", equalTo("x".repeat(16)))
                .body("choices[0].finish_reason", equalTo("length"));
        complete("prompt", "x".repeat(40), "max_tokens", 20).body("choices[0].text", equalTo("x".repeat(20)));
        complete("prompt", "one two", "stop", " t")
                .body("choices[0].text", equalTo("one"))
                .body("choices[0].finish_reason", equalTo("stop"));
    }

    @Test
    void echoesThePromptIfAsked() {
        complete("prompt", List.of("né", "ab"), "echo", true).body("choices.text", contains("néné", "abab"));
        complete("prompt", List.of(List.of(97, 256)), "echo", true, "max_tokens", 1)
                .body("choices.text", contains("aa"));
    }

    @Test
    void anEchoOfHalfACharacterIsStillText() {
        complete("{\"model\":\"echo\",\"prompt\":\"a\\ud800\",\"echo\":true}").statusCode(200);
    }

    @Test
    void writesLogprobsAsListsSideBySide() {
        complete("prompt", "aé!", "logprobs", 1)
                .body("choices[0].logprobs.tokens", contains("a", "bytes:\\xc3", "bytes:\\xa9", "!", ""))
                .body("choices[0].logprobs.text_offset", contains(0, 1, 1, 2, 3))
                .body("choices[0].logprobs.token_logprobs", contains(-0.5f, -0.5f, -0.5f, -0.5f, -0.5f))
                .body("choices[0].logprobs.top_logprobs", hasSize(5))
                .body("choices[0].logprobs.top_logprobs[0]", hasEntry("a", -0.5f))
                .body("choices[0].logprobs.top_logprobs[0]", hasEntry("<|end|>", -9999f))
                .body("choices[0].logprobs.top_logprobs[1]", hasEntry("bytes:\\xc3", -0.5f));
        complete("prompt", "ab", "logprobs", 0)
                .body("choices[0].logprobs.tokens", contains("a", "b", ""))
                .body("choices[0].logprobs.top_logprobs", nullValue());
    }

    @Test
    void returnsTokenIdsOfEachChoiceIfAsked() {
        complete("prompt", List.of("a", "bc"), "return_token_ids", true)
                .body("choices[0].prompt_token_ids", contains(97))
                .body("choices[1].prompt_token_ids", contains(98, 99))
                .body("choices[1].token_ids", contains(98, 99, 256));
    }

    @Test
    void streamsWhatTheWholeReplySays() {
        Object[] fields = {"prompt", List.of("aé<b", "xyz"), "n", 2, "echo", true, "stop", "<c"};
        List<String> whole = complete(fields).extract().path("choices.text");
        EventStream stream = stream(fields);
        for (int index = 0; index < whole.size(); index++) {
            int choice = index;
            List<JsonNode> own = stream.chunks().stream()
                    .map(chunk -> chunk.at("/choices/0"))
                    .filter(each -> each.path("index").asInt() == choice)
                    .toList();
            assertThat(text(stream, index)).isEqualTo(whole.get(index));
            assertThat(own.subList(0, own.size() - 1))
                    .allMatch(each -> each.path("finish_reason").isNull());
            assertThat(own.get(own.size() - 1).path("finish_reason").asText()).isEqualTo("stop");
            assertThat(own.get(own.size() - 1).path("text").asText()).isEmpty();
        }
    }

    @Test
    void streamsOffsetsThatGoOnAndUsageIfAsked() {
        EventStream stream = stream("prompt", "abé", "logprobs", 2, "stream_options", Map.of("include_usage", true));
        StringBuilder offsets = new StringBuilder();
        for (JsonNode chunk : stream.chunks()) {
            chunk.at("/choices/0/logprobs/text_offset").forEach(each -> offsets.append(each.asInt()));
        }
        assertThat(offsets).hasToString("01223");
        assertThat(stream.last().path("choices")).isEmpty();
        assertThat(stream.last().at("/usage/total_tokens").asInt()).isEqualTo(9);
        assertThat(stream.chunks().subList(0, stream.chunks().size() - 1))
                .allMatch(chunk -> chunk.has("usage") && chunk.path("usage").isNull());
    }

    @Test
    void tellsPromptIdsOnTheFirstChunkOfEachChoice() {
        EventStream stream = stream("prompt", List.of("a", "b"), "return_token_ids", true);
        List<JsonNode> told = stream.chunks().stream()
                .map(chunk -> chunk.at("/choices/0"))
                .filter(choice -> choice.has("prompt_token_ids"))
                .toList();
        assertThat(told).map(choice -> choice.at("/prompt_token_ids/0").asInt()).containsExactlyInAnyOrder(97, 98);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "prompt         | null                      | prompt",
                "prompt         | 5                         | prompt",
                "prompt         | \"\"                      | prompt",
                "prompt         | []                        | prompt",
                "prompt         | [\"a\", \"\"]             | prompt[1]",
                "prompt         | [\"a\", 5]                | prompt[1]",
                "prompt         | [[]]                      | prompt[0]",
                "prompt         | [97, 257]                 | prompt[1]",
                "prompt         | [97, -1]                  | prompt[1]",
                "prompt         | [[97], [98, 99999]]       | prompt[1][1]",
                "prompt         | [1.5]                     | prompt[0]",
                "suffix         | \"end\"                   | suffix",
                "best_of        | 2                         | best_of",
                "logprobs       | 6                         | logprobs",
                "logprobs       | true                      | logprobs",
                "n              | 17                        | n",
                "max_tokens     | 0                         | max_tokens",
                "max_tokens     | 4000000                   | prompt",
                "min_tokens     | 17                        | min_tokens",
                "temperature    | 3                         | temperature",
                "logit_bias     | {\"257\": 1}              | logit_bias.257",
                "stream_options | {\"include_usage\": true} | stream_options",
                "echo           | \"yes\"                   | echo",
                "metadata       | {\"a\": 1}                | metadata.a",
            })
    void aWrongFieldIsNamed(String field, String value, String param) {
        String body = field.equals("prompt")
                ? "{\"model\":\"echo\",\"prompt\":" + value + "}"
                : "{\"model\":\"echo\",\"prompt\":\"hi\",\"" + field + "\":" + value + "}";
        complete(body)
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.param", equalTo(param));
    }

    @Test
    void whatDoesNotGoTogetherIsNamed() {
        complete("prompt", "hi", "echo", true, "logprobs", 1).statusCode(400).body("error.param", equalTo("echo"));
        complete("prompt", java.util.Collections.nCopies(20, "a"), "n", 16)
                .statusCode(400)
                .body("error.param", equalTo("prompt"));
        complete("{\"model\":\"echo\"}").statusCode(400).body("error.param", equalTo("prompt"));
        complete("{\"prompt\":\"hi\"}").statusCode(400).body("error.param", equalTo("model"));
        complete("{\"model\":\"gpt-x\",\"prompt\":\"hi\"}")
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"));
        complete("prompt", "hi", "max_tokens", RunningServer.CONTEXT)
                .statusCode(400)
                .body("error.code", equalTo("context_length_exceeded"));
    }

    private static String text(EventStream stream, int index) {
        return stream.chunks().stream()
                .map(chunk -> chunk.at("/choices/0"))
                .filter(choice -> choice.path("index").asInt() == index)
                .map(choice -> choice.path("text").asText())
                .collect(Collectors.joining());
    }

    private static EventStream stream(Object... fields) {
        Object[] all = java.util.Arrays.copyOf(fields, fields.length + 2);
        all[fields.length] = "stream";
        all[fields.length + 1] = true;
        return EventStream.parse(complete(all).statusCode(200).extract().asString());
    }

    private static ValidatableResponse complete(Object... fields) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", "echo");
        for (int i = 0; i < fields.length; i += 2) {
            body.put((String) fields[i], fields[i + 1]);
        }
        return complete(Bodies.json(body));
    }

    private static ValidatableResponse complete(String body) {
        return given().contentType("application/json")
                .body(body)
                .post(server.url() + "/v1/completions")
                .then();
    }
}
