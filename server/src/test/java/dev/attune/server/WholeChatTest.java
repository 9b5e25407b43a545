package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.attune.serving.engine.GenerationRequest;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Chat without a stream. */
final class WholeChatTest {
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersWithEverythingTheContractNames() {
        long before = System.currentTimeMillis() / 1000;
        ValidatableResponse reply = chat(Bodies.say("hello"));
        assertThat(reply.extract().<Number>path("created").longValue())
                .isBetween(before, System.currentTimeMillis() / 1000);
        reply.statusCode(200)
                .header("x-weights-version", "7")
                .header("x-request-id", matchesPattern("req-[0-9a-f]{16}"))
                .header("content-type", "application/json")
                .body("id", matchesPattern("chatcmpl-[0-9a-f]{24}"))
                .body("object", equalTo("chat.completion"))
                .body("model", equalTo("echo"))
                .body("system_fingerprint", equalTo("echo@w7"))
                .body("choices", hasSize(1))
                .body("choices[0].index", equalTo(0))
                .body("choices[0].message.role", equalTo("assistant"))
                .body("choices[0].message.content", equalTo("hello"))
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].logprobs", nullValue())
                .body("usage.prompt_tokens", equalTo(5))
                .body("usage.completion_tokens", equalTo(6))
                .body("usage.total_tokens", equalTo(11))
                .body("usage.prompt_tokens_details.cached_tokens", equalTo(3));
    }

    @Test
    void echoesASaneRequestIdAndReplacesAnother() {
        given().header("x-request-id", "abc-1")
                .when()
                .get(server.url() + "/health")
                .then()
                .header("x-request-id", "abc-1");
        given().header("x-request-id", "a b")
                .when()
                .get(server.url() + "/health")
                .then()
                .header("x-request-id", not(equalTo("a b")));
    }

    @Test
    void joinsTextParts() {
        String body = Bodies.json(Map.of(
                "model",
                "echo",
                "messages",
                List.of(Map.of(
                        "role",
                        "user",
                        "content",
                        List.of(Map.of("type", "text", "text", "one "), Map.of("type", "text", "text", "two"))))));
        chat(body).statusCode(200).body("choices[0].message.content", equalTo("one two"));
    }

    @Test
    void putsSplitCharactersTogether() {
        String text = "naïve 日本語 🎉🏽 é";
        chat(Bodies.say(text)).statusCode(200).body("choices[0].message.content", equalTo(text));
    }

    @Test
    void endsBeforeAStopStringThatSpansTokens() {
        chat(Bodies.say("one two three", "stop", "two"))
                .body("choices[0].message.content", equalTo("one "))
                .body("choices[0].finish_reason", equalTo("stop"));
        assertThat(server.generator().inFlight()).isZero();
    }

    @Test
    void saysLengthWhenTokensRunOut() {
        chat(Bodies.say("hello", "max_tokens", 99, "max_completion_tokens", 2))
                .body("choices[0].message.content", equalTo("he"))
                .body("choices[0].finish_reason", equalTo("length"))
                .body("usage.completion_tokens", equalTo(2));
    }

    @Test
    void answersSeveralTimesWithSeedsOfTheirOwn() {
        chat(Bodies.say("hi", "n", 3, "seed", 40))
                .body("choices.index", contains(0, 1, 2))
                .body("choices.message.content", contains("hi", "hi", "hi"))
                .body("usage.prompt_tokens", equalTo(2))
                .body("usage.completion_tokens", equalTo(9));
        assertThat(server.generator().lastRequest().sampling().seed()).hasValue(42);
    }

    @Test
    void givesTheEngineWhatTheRequestSays() {
        chat(Bodies.say(
                        "hi",
                        "temperature",
                        0.5,
                        "top_p",
                        0.9,
                        "top_k",
                        -1,
                        "min_p",
                        0.1,
                        "presence_penalty",
                        1,
                        "frequency_penalty",
                        -1,
                        "repetition_penalty",
                        1.1,
                        "logit_bias",
                        Map.of("65", -100),
                        "min_tokens",
                        1,
                        "ignore_eos",
                        true,
                        "max_tokens",
                        5))
                .statusCode(200);
        GenerationRequest request = server.generator().lastRequest();
        assertThat(request.sampling().temperature()).isEqualTo(0.5);
        assertThat(request.sampling().topP()).isEqualTo(0.9);
        assertThat(request.sampling().topK()).isZero();
        assertThat(request.sampling().minP()).isEqualTo(0.1);
        assertThat(request.sampling().presencePenalty()).isEqualTo(1);
        assertThat(request.sampling().frequencyPenalty()).isEqualTo(-1);
        assertThat(request.sampling().repetitionPenalty()).isEqualTo(1.1);
        assertThat(request.sampling().logitBias()).isEqualTo(Map.of(65, -100f));
        assertThat(request.ending())
                .isEqualTo(new GenerationRequest.Ending(5, 1, true, java.util.Set.of(ByteTokens.END)));
    }

    @Test
    void logprobsCoverEveryTokenAndTheirBytesAreTheContent() {
        String text = "a日b";
        ValidatableResponse reply = chat(Bodies.say(text, "logprobs", true, "top_logprobs", 2));
        reply.body("choices[0].logprobs.content", hasSize(6)).body("usage.completion_tokens", equalTo(6));
        reply.body("choices[0].logprobs.content[0].top_logprobs[1].token", equalTo("<|end|>"));
        reply.body("choices[0].logprobs.content[0].top_logprobs[1].logprob", equalTo(-9999f));
        assertThat(bytesOf(reply)).isEqualTo(text);
    }

    @Test
    void logprobBytesAreTheContentAlsoBeforeAStopString() {
        ValidatableResponse reply = chat(Bodies.say("abcdef", "stop", List.of("de"), "logprobs", true));
        reply.body("choices[0].message.content", equalTo("abc")).body("choices[0].logprobs.content", hasSize(5));
        assertThat(bytesOf(reply)).isEqualTo("abc");
    }

    @Test
    void returnsTokenIdsIfAsked() {
        chat(Bodies.say("hi", "return_token_ids", true))
                .body("prompt_token_ids", contains(104, 105))
                .body("choices[0].token_ids", contains(104, 105, 256));
        chat(Bodies.say("hi")).body("$", not(org.hamcrest.Matchers.hasKey("prompt_token_ids")));
    }

    @Test
    void takesNullsAndFieldsItDoesNotKnow() {
        String body =
                "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\",\"x\":1}],\"temperature\":null,"
                        + "\"stop\":null,\"tools\":null,\"stream_options\":null,\"store\":true,\"surprise\":{\"a\":[]}}";
        chat(body).statusCode(200).body("choices[0].message.content", equalTo("hi"));
    }

    @Test
    void listsTheModelAndSaysThatItIsReady() {
        given().get(server.url() + "/v1/models").then().statusCode(200).body("data.id", contains("echo"));
        given().get(server.url() + "/v1/models/echo").then().statusCode(200).body("object", equalTo("model"));
        given().get(server.url() + "/health").then().statusCode(200).body("status", equalTo("ok"));
        given().get(server.url() + "/ready").then().statusCode(200).body("status", equalTo("ready"));
    }

    private static String bytesOf(ValidatableResponse reply) {
        List<List<Integer>> bytes = reply.extract().path("choices[0].logprobs.content.bytes");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        bytes.forEach(token -> token.forEach(all::write));
        return all.toString(StandardCharsets.UTF_8);
    }

    private static ValidatableResponse chat(String body) {
        return given().contentType("application/json")
                .body(body)
                .post(server.url() + "/v1/chat/completions")
                .then();
    }
}
