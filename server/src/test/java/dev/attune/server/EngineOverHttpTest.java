package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.serving.GreedyProbe;
import dev.attune.serving.ServedModel;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What only a real engine can show: prompts that are shared, weights that change under requests, places given back. */
final class EngineOverHttpTest {
    private static final int PLACES = 2;
    private static final int LONG = 1500;
    private static final String HITS = "attune_prefix_cache_hits_total";
    private static final String CACHED = "usage.prompt_tokens_details.cached_tokens";

    private static final StepWatch WATCH = new StepWatch();
    private static Application server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        server = TinyServer.start(Map.of("engine.max-running", PLACES), WATCH);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void severalAnswersComputeThePromptOnce() {
        int n = 5;
        Scrape unasked = Scrape.of(server.url());
        long before = WATCH.stats().promptTokens();
        ExtractableResponse<Response> reply =
                chat(body("Never said before: ".repeat(20), "n", n, "max_tokens", 3, "ignore_eos", true));
        int prompt = reply.path("usage.prompt_tokens");
        int cached = reply.path(CACHED);
        assertThat(prompt).isGreaterThan(100);
        assertThat(cached).isLessThan(prompt / 2);
        assertThat(reply.<Integer>path("usage.total_tokens")).isEqualTo(prompt + 3 * n);
        // Each of the others computes one token: the last, whose logits it draws from.
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(WATCH.stats().promptTokens() - before).isEqualTo(prompt - cached + n - 1));
        Scrape asked = Scrape.of(server.url());
        for (String counter : List.of("attune_prefix_cache_queries_total", "attune_prompt_tokens_total")) {
            assertThat(asked.sum(counter) - unasked.sum(counter)).as(counter).isEqualTo(n * prompt);
        }
    }

    @Test
    void aSecondTurnFindsTheFirstInTheCache() {
        double hits = Scrape.of(server.url()).sum(HITS);
        List<Map<String, String>> messages = new ArrayList<>();
        messages.add(Map.of("role", "user", "content", "Tell me of the sea and of the ships. ".repeat(5)));
        ExtractableResponse<Response> first = chat(conversation(messages));
        int prompt = first.path("usage.prompt_tokens");
        assertThat(first.<Integer>path(CACHED)).isLessThan(prompt / 4);
        messages.add(Map.of("role", "assistant", "content", first.path("choices[0].message.content")));
        messages.add(Map.of("role", "user", "content", "Go on."));
        ExtractableResponse<Response> second = chat(conversation(messages));
        int longer = second.path("usage.prompt_tokens");
        // All of the first prompt; the answer's own text may fall into other tokens than it was drawn in.
        assertThat(second.<Integer>path(CACHED)).isBetween(prompt, longer - 1);
        ExtractableResponse<Response> again = chat(conversation(messages));
        assertThat(again.<Integer>path(CACHED)).isEqualTo(longer - 1);
        assertThat(again.<String>path("choices[0].message.content"))
                .as("what is found is what was computed")
                .isEqualTo(second.path("choices[0].message.content"));
        int found = Stream.of(first, second, again)
                .mapToInt(reply -> reply.<Integer>path(CACHED))
                .sum();
        awaitTrue(() -> Scrape.of(server.url()).sum(HITS) == hits + found);
    }

    @Test
    void allAnswersOfARequestComeFromOneVersionWhileWeightsChange() {
        List<CompletableFuture<Set<String>>> fingerprints = new ArrayList<>();
        ServedModel model = WATCH.model();
        for (int round = 0; round < 24; round++) {
            Map<String, Object> body = body("Round " + round, "n", 1 + round % 5, "max_tokens", 1 + round % 7);
            body.put("stream", round % 2 == 0);
            body.put("ignore_eos", true);
            fingerprints.add(CompletableFuture.supplyAsync(() -> fingerprints(chat(body), body)));
            if (round % 4 == 3) {
                model.versions()
                        .serve(Path.of(TinyServer.FOLDER), WATCH.stats().weightsVersion() + 1, GreedyProbe.NONE);
            }
        }
        Set<String> all = new HashSet<>();
        for (CompletableFuture<Set<String>> each : fingerprints) {
            // That no other version answered is checked where the answers come in: it would be a 500.
            assertThat(each.join()).hasSize(1);
            all.addAll(each.join());
        }
        assertThat(all).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aClientThatGoesAwayFreesItsPlaceWithinAStep(HttpClient.Version version) throws IOException {
        WATCH.slowDown(true);
        for (boolean streamed : new boolean[] {true, false}) {
            List<CompletableFuture<HttpResponse<InputStream>>> running = new ArrayList<>();
            for (int i = 0; i < PLACES; i++) {
                running.add(send(version, streamed));
            }
            awaitTrue(() -> WATCH.stats().running() == PLACES);
            assertThat(Scrape.of(server.url()).sum("attune_kv_cache_usage_perc"))
                    .isBetween(0.001, 1.0);
            CompletableFuture<HttpResponse<InputStream>> queued = send(version, streamed);
            awaitTrue(() -> WATCH.stats().waiting() == 1);
            leave(queued);
            awaitTrue(() -> WATCH.stats().waiting() == 0);
            assertThat(WATCH.stats().running()).isEqualTo(PLACES);
            for (CompletableFuture<HttpResponse<InputStream>> each : running) {
                leave(each);
            }
            awaitTrue(() -> WATCH.stats().running() == 0);
        }
        WATCH.slowDown(false);
        assertThat(WATCH.stepsToCancel())
                .hasSizeGreaterThanOrEqualTo(2 * (PLACES + 1))
                .allMatch(steps -> steps <= 1);
        assertThat(chat(body("Still there?", "max_tokens", 1)).<String>path("object"))
                .isEqualTo("chat.completion");
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(30, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    private CompletableFuture<HttpResponse<InputStream>> send(HttpClient.Version version, boolean streamed) {
        Map<String, Object> body = body("Go on", "max_tokens", LONG, "ignore_eos", true, "stream", streamed);
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/v1/chat/completions"))
                .version(version)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Bodies.json(body)))
                .build();
        return client.sendAsync(request, BodyHandlers.ofInputStream());
    }

    private static void leave(CompletableFuture<HttpResponse<InputStream>> request) throws IOException {
        if (!request.cancel(true)) {
            request.join().body().close();
        }
    }

    private static Set<String> fingerprints(ExtractableResponse<Response> reply, Map<String, Object> body) {
        if (!Boolean.TRUE.equals(body.get("stream"))) {
            return Set.of(reply.<String>path("system_fingerprint"));
        }
        EventStream stream = EventStream.parse(reply.asString());
        Set<String> all = new HashSet<>();
        for (JsonNode chunk : stream.chunks()) {
            all.add(chunk.path("system_fingerprint").asText());
        }
        return all;
    }

    private static Map<String, Object> body(String text, Object... more) {
        Map<String, Object> body = new HashMap<>();
        body.put("model", "tiny");
        body.put("messages", List.of(Map.of("role", "user", "content", text)));
        for (int i = 0; i < more.length; i += 2) {
            body.put((String) more[i], more[i + 1]);
        }
        return body;
    }

    private static Map<String, Object> conversation(List<Map<String, String>> messages) {
        return body("", "messages", messages, "max_tokens", 6, "temperature", 0);
    }

    private static ExtractableResponse<Response> chat(Map<String, Object> body) {
        return given().contentType("application/json")
                .body(Bodies.json(body))
                .post(server.url() + "/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract();
    }
}
