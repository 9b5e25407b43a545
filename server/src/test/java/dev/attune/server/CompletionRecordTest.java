package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.attune.feedback.CompletionRecord;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is kept of every answer, whether or not anybody asked for it. */
final class CompletionRecordTest {
    private static RunningServer scripted;
    private static Application real;

    @BeforeAll
    static void start() {
        scripted = RunningServer.start();
        real = TinyServer.start(Map.of("model.name", "echo"));
    }

    @AfterAll
    static void stop() {
        scripted.close();
        real.close();
    }

    @Test
    void textCompletionsAreKeptToo() {
        String body = Bodies.json(Map.of(
                "model", "echo", "prompt", List.of("a", "bc"), "n", 2, "user", "u-2", "metadata", Map.of("k", "v")));
        String id = given().contentType("application/json")
                .body(body)
                .post(scripted.url() + "/v1/completions")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        CompletionRecord kept = kept(scripted.application(), id);
        assertThat(kept.user()).isEqualTo("local/u-2");
        assertThat(kept.metadata()).isEqualTo(Map.of("k", "v"));
        assertThat(kept.messages()).isEmpty();
        assertThat(kept.prompts())
                .containsExactly(
                        new CompletionRecord.Prompt(List.of(97), 16), new CompletionRecord.Prompt(List.of(98, 99), 16));
        assertThat(kept.choices()).map(CompletionRecord.Choice::text).containsExactly("a", "a", "bc", "bc");
        assertThat(kept.choices()).map(CompletionRecord.Choice::prompt).containsExactly(0, 0, 1, 1);
    }

    @Test
    void everythingThatWasAskedAndAnsweredIsKept() {
        long before = System.currentTimeMillis();
        String body = Bodies.json(Map.ofEntries(
                Map.entry("model", "echo"),
                Map.entry(
                        "messages",
                        List.of(
                                Map.of("role", "developer", "content", "Be brief."),
                                Map.of(
                                        "role",
                                        "user",
                                        "content",
                                        List.of(Map.of("type", "text", "text", "h日")),
                                        "name",
                                        "ada"))),
                Map.entry("user", "u-1"),
                Map.entry("metadata", Map.of("topic", "greeting")),
                Map.entry("n", 2),
                Map.entry("seed", 40),
                Map.entry("temperature", 0.5),
                Map.entry("top_k", 7),
                Map.entry("logit_bias", Map.of("65", -3)),
                Map.entry("stop", List.of("x")),
                Map.entry("max_tokens", 9)));
        CompletionRecord kept =
                kept(scripted.application(), chat(scripted.url(), body).path("id"));
        assertThat(kept.user()).isEqualTo("local/u-1");
        assertThat(kept.model()).isEqualTo("echo");
        assertThat(kept.weightsVersion()).isEqualTo(ScriptedGenerator.VERSION);
        assertThat(kept.metadata()).isEqualTo(Map.of("topic", "greeting"));
        assertThat(kept.messages())
                .containsExactly(
                        CompletionRecord.Turn.of("developer", "Be brief."),
                        new CompletionRecord.Turn("user", "h日", "ada", List.of(), null));
        assertThat(kept.prompts()).containsExactly(new CompletionRecord.Prompt(List.of(0x68, 0xe6, 0x97, 0xa5), 9));
        assertThat(kept.sampling())
                .isEqualTo(
                        new CompletionRecord.Sampling(0.5, 1, 7, 0, 1, 0, 0, Map.of(65, -3f), 0, false, List.of("x")));
        assertThat(kept.choices()).containsExactly(answer(0, 40), answer(1, 41));
        assertThat(kept.times().createdMs()).isBetween(before, kept.times().firstTokenMs());
        assertThat(kept.times().finishedMs()).isBetween(kept.times().firstTokenMs(), System.currentTimeMillis());
    }

    private static CompletionRecord.Choice answer(int index, long seed) {
        return new CompletionRecord.Choice(
                index,
                0,
                seed,
                "h日",
                List.of(0x68, 0xe6, 0x97, 0xa5, ByteTokens.END),
                List.of(-0.25f, -0.25f, -0.25f, -0.25f, -0.25f),
                "stop");
    }

    @Test
    void aStreamIsKeptBeforeItsEndIsHeard() {
        String body = given().contentType("application/json")
                .body(Bodies.say("abcdef", "stream", true, "stop", "de"))
                .post(scripted.url() + "/v1/chat/completions")
                .asString();
        String id = EventStream.parse(body).last().path("id").asText();
        CompletionRecord.Choice answer =
                kept(scripted.application(), id).choices().get(0);
        assertThat(answer.text()).isEqualTo("abc");
        assertThat(answer.tokenIds()).containsExactly(97, 98, 99, 100, 101);
        assertThat(answer.finishReason()).isEqualTo("stop");
    }

    @Test
    void whatWasSaidBeforeTheClientWentAwayIsKept() throws Exception {
        scripted.generator().holdAt(2);
        HttpResponse<InputStream> response = HttpClient.newHttpClient()
                .send(scripted.post(Bodies.say("hello", "stream", true)).build(), BodyHandlers.ofInputStream());
        String first = new String(response.body().readNBytes(80), java.nio.charset.StandardCharsets.UTF_8);
        String id = first.replaceAll("(?s).*\"id\":\"(chatcmpl-[0-9a-f]+)\".*", "$1");
        await().atMost(5, TimeUnit.SECONDS).until(() -> scripted.generator().inFlight() == 1);
        response.body().close();
        await().atMost(5, TimeUnit.SECONDS)
                .until(() -> find(scripted.application(), id).isPresent());
        scripted.generator().release();
        CompletionRecord.Choice answer =
                kept(scripted.application(), id).choices().get(0);
        assertThat(answer.finishReason()).isEqualTo("cancelled");
        assertThat("hello").startsWith(answer.text());
        assertThat(answer.tokenIds()).hasSameSizeAs(answer.behaviourLogprobs());
    }

    @Test
    void theSeedThatTheServerDrewDrawsTheSameAgain() {
        ExtractableResponse<Response> reply = ask("temperature", 1.3, "max_tokens", 20);
        CompletionRecord kept = kept(real, reply.path("id"));
        ExtractableResponse<Response> again = ask(
                "temperature",
                1.3,
                "max_tokens",
                20,
                "seed",
                kept.choices().get(0).seed());
        assertThat(again.<String>path("choices[0].message.content"))
                .isEqualTo(reply.path("choices[0].message.content"))
                .isEqualTo(kept.choices().get(0).text());
    }

    @Test
    void theLogprobsAreThoseOfTheDrawNotThoseOfTheApi() {
        ExtractableResponse<Response> plain = ask("temperature", 1, "max_tokens", 12, "logprobs", true);
        List<Float> reported = plain.path("choices[0].logprobs.content.logprob");
        List<Float> drawn = kept(real, plain.path("id")).choices().get(0).behaviourLogprobs();
        assertThat(drawn).hasSameSizeAs(reported);
        for (int i = 0; i < drawn.size(); i++) {
            assertThat(drawn.get(i)).isCloseTo(reported.get(i), within(1e-3f));
        }
        ExtractableResponse<Response> cut = ask("temperature", 1, "top_k", 2, "max_tokens", 12, "logprobs", true);
        List<Float> raw = cut.path("choices[0].logprobs.content.logprob");
        List<Float> among = kept(real, cut.path("id")).choices().get(0).behaviourLogprobs();
        for (int i = 0; i < raw.size(); i++) {
            assertThat(among.get(i)).isGreaterThan(raw.get(i));
        }
        ExtractableResponse<Response> greedy = ask("temperature", 0, "max_tokens", 12);
        assertThat(kept(real, greedy.path("id")).choices().get(0).behaviourLogprobs())
                .containsOnly(0f);
    }

    private static ExtractableResponse<Response> ask(Object... more) {
        return chat(real.url(), Bodies.say("Hello", more));
    }

    private static ExtractableResponse<Response> chat(String url, String body) {
        return given().contentType("application/json")
                .body(body)
                .post(url + "/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract();
    }

    private static CompletionRecord kept(Application server, String id) {
        return find(server, id).orElseThrow();
    }

    private static Optional<CompletionRecord> find(Application server, String id) {
        return server.completions().find(id).toCompletableFuture().join();
    }
}
