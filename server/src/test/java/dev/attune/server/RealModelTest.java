package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From a folder on disk to text over HTTP, with a real engine and a model of random weights. */
final class RealModelTest {
    private static final ByteArrayOutputStream OUT = new ByteArrayOutputStream();
    private static Application server;

    @BeforeAll
    static void start() {
        server = TinyServer.start(
                Map.of("engine.max-running", 4),
                new EngineLoader(),
                new PrintStream(OUT, true, StandardCharsets.UTF_8));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void saysWhatItLoadedBeforeItSaysWhereItListens() {
        assertThat(OUT.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        redis -> assertThat(redis).startsWith("Redis at ").contains("on disk"),
                        model -> assertThat(model).startsWith("tiny: ").contains("million parameters"),
                        memory -> assertThat(memory).contains("weights").contains("cache"),
                        ready -> assertThat(ready).isEqualTo("Attune is listening on " + server.url()));
    }

    @Test
    void theStreamSaysWhatTheWholeReplySays() {
        Map<String, Object> body = body("temperature", 0.9, "seed", 5, "max_tokens", 24);
        String whole = text(chat(body));
        body.put("stream", true);
        String streamed = EventStream.parse(chat(body).asString()).text(0);
        assertThat(streamed).isEqualTo(whole).isNotEmpty();
    }

    @Test
    void textIsGoneOnFromAsItsTokensAre() {
        Map<String, Object> body = new HashMap<>(Map.of("model", "tiny", "prompt", "Once upon", "seed", 3));
        body.put("logprobs", 2);
        body.put("ignore_eos", true);
        ExtractableResponse<Response> whole = post("/v1/completions", body);
        String text = whole.path("choices[0].text");
        assertThat(whole.<List<String>>path("choices[0].logprobs.tokens")).hasSize(16);
        assertThat(whole.<List<Object>>path("choices[0].logprobs.top_logprobs")).hasSize(16);
        body.put("prompt", post("/tokenize", Map.of("prompt", "Once upon")).path("tokens"));
        assertThat(post("/v1/completions", body).<String>path("choices[0].text"))
                .isEqualTo(text)
                .isNotEmpty();
        body.put("stream", true);
        assertThat(EventStream.parse(post("/v1/completions", body).asString()).chunks().stream()
                        .map(chunk -> chunk.at("/choices/0/text").asText())
                        .collect(Collectors.joining()))
                .isEqualTo(text);
    }

    @Test
    void aTemplateTokenizedIsTheChatsPrompt() {
        Map<String, Object> messages = Map.of("messages", List.of(Map.of("role", "user", "content", "Hello é")));
        String prompt = post("/apply-template", messages).path("prompt");
        assertThat(prompt).contains("Hello é");
        List<Integer> tokens = post("/tokenize", messages).path("tokens");
        assertThat(post("/tokenize", Map.of("prompt", prompt)).<List<Integer>>path("tokens"))
                .isEqualTo(tokens);
        assertThat(post("/detokenize", Map.of("tokens", tokens)).<String>path("prompt"))
                .isEqualTo(prompt);
        Map<String, Object> asked = body("max_tokens", 1, "return_token_ids", true);
        asked.putAll(messages);
        assertThat(chat(asked).<List<Integer>>path("prompt_token_ids")).isEqualTo(tokens);
    }

    @Test
    void aSeedDecidesTheTextWhoeverSharesTheBatch() {
        Map<String, Object> body = body("temperature", 1.2, "seed", 11, "max_tokens", 24);
        String alone = text(chat(body));
        List<CompletableFuture<String>> crowd = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                        text(chat(i % 2 == 0 ? body : body("temperature", 1.5, "seed", 100 + i, "max_tokens", 40)))))
                .toList();
        assertThat(crowd.get(0).join()).isEqualTo(alone);
        assertThat(crowd.get(2).join()).isEqualTo(alone);
        assertThat(crowd.get(4).join()).isEqualTo(alone);
        assertThat(crowd.get(1).join()).isNotEqualTo(alone);
    }

    @Test
    void theLikeliestTokensAreTheSameWhoeverSharesTheBatch() {
        Map<String, Object> body = body("temperature", 0, "max_tokens", 24, "ignore_eos", true);
        String alone = text(chat(body));
        List<CompletableFuture<String>> crowd = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> text(chat(
                        i % 2 == 0 ? body : body("temperature", 1.5, "seed", 200 + i, "max_tokens", 20 + 10 * i)))))
                .toList();
        assertThat(crowd.get(0).join()).isEqualTo(alone).isNotEmpty();
        assertThat(crowd.get(2).join()).isEqualTo(alone);
        assertThat(crowd.get(4).join()).isEqualTo(alone);
        assertThat(crowd.get(1).join()).isNotEqualTo(alone);
        assertThat(crowd.get(3).join()).isNotEqualTo(alone);
    }

    @Test
    void severalAnswersShareThePromptAndAddUp() {
        ExtractableResponse<Response> reply = chat(body("n", 3, "seed", 1, "max_tokens", 8, "ignore_eos", true));
        assertThat(reply.<List<String>>path("choices.finish_reason"))
                .containsOnly("length")
                .hasSize(3);
        assertThat(reply.<Integer>path("usage.completion_tokens")).isEqualTo(24);
        int prompt = reply.path("usage.prompt_tokens");
        assertThat(reply.<Integer>path("usage.total_tokens")).isEqualTo(prompt + 24);
        given().contentType("application/json")
                .body(Bodies.json(body("max_tokens", 1)))
                .post(url())
                .then()
                .body("usage.prompt_tokens_details.cached_tokens", greaterThan(0));
    }

    @Test
    void anAssistantsLastWordsAreGoneOnFrom() {
        Map<String, Object> asked = body("max_tokens", 1, "return_token_ids", true);
        Map<String, Object> begun = new HashMap<>(asked);
        begun.put(
                "messages",
                List.of(Map.of("role", "user", "content", "Hello"), Map.of("role", "assistant", "content", "Well")));
        List<Integer> prompt = chat(asked).path("prompt_token_ids");
        List<Integer> longer = chat(begun).path("prompt_token_ids");
        assertThat(longer.subList(0, prompt.size())).isEqualTo(prompt);
        assertThat(longer).hasSizeGreaterThan(prompt.size());
    }

    @Test
    void logprobBytesAreTheContent() {
        ExtractableResponse<Response> reply =
                chat(body("logprobs", true, "top_logprobs", 3, "max_tokens", 16, "seed", 3));
        List<List<Integer>> bytes = reply.path("choices[0].logprobs.content.bytes");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        bytes.forEach(token -> token.forEach(all::write));
        assertThat(all.toString(StandardCharsets.UTF_8)).isEqualTo(text(reply));
        assertThat(bytes).hasSize(reply.<Integer>path("usage.completion_tokens"));
    }

    @Test
    void aPromptBeyondTheContextIsRefusedWithBothNumbers() {
        Map<String, Object> body = body();
        Map<String, Object> messages =
                Map.of("messages", List.of(Map.of("role", "user", "content", "word ".repeat(3000))));
        body.putAll(messages);
        int tokens = post("/tokenize", messages).path("count");
        given().contentType("application/json")
                .body(Bodies.json(body))
                .post(url())
                .then()
                .statusCode(400)
                .body("error.code", equalTo("context_length_exceeded"))
                .body("error.message", containsString("2048"))
                .body("error.message", containsString(" " + tokens + " tokens"));
    }

    private static Map<String, Object> body(Object... more) {
        Map<String, Object> body = new HashMap<>();
        body.put("model", "tiny");
        body.put("messages", List.of(Map.of("role", "user", "content", "Hello")));
        for (int i = 0; i < more.length; i += 2) {
            body.put((String) more[i], more[i + 1]);
        }
        return body;
    }

    private static ExtractableResponse<Response> chat(Map<String, Object> body) {
        return post("/v1/chat/completions", body);
    }

    private static ExtractableResponse<Response> post(String path, Map<String, Object> body) {
        return given().contentType("application/json")
                .body(Bodies.json(body))
                .post(server.url() + path)
                .then()
                .statusCode(200)
                .extract();
    }

    private static String text(ExtractableResponse<Response> reply) {
        return reply.path("choices[0].message.content");
    }

    private static String url() {
        return server.url() + "/v1/chat/completions";
    }
}
