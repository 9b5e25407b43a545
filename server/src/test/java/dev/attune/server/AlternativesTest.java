package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.feedback.CompletionRecord;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers that are drawn to be judged: alternatives, suggestions, and something to rank. */
final class AlternativesTest {
    private static final String LABELER = "a-key-that-labels-answers";
    private static final String ADA = "a-key-that-belongs-to-ada";
    private static final Map<String, String> QUESTION = Map.of("role", "user", "content", "Say a");
    private static RunningServer server;
    private static FeedbackClient ada;
    private static FeedbackClient labeler;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of(
                "keys.environment",
                "ada:chat+feedback:" + ADA + ",lea:labeler:" + LABELER,
                "feedback.max-answer-tokens",
                6));
        ada = new FeedbackClient(server.url(), ADA);
        labeler = new FeedbackClient(server.url(), LABELER);
    }

    @AfterEach
    void letGo() {
        server.generator().release();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void areAsManyAsAskedForBlindAndMayBeRankedAtOnce() {
        String id = ada.answered("blue");
        ExtractableResponse<Response> drawn = ada.post("/v1/alternatives", Map.of("completion_id", id, "k", 4))
                .statusCode(200)
                .header("x-weights-version", nullValue())
                .body("choices.index", contains(0, 1, 2, 3))
                .body("choices.content", contains("blue", "blue", "blue", "blue"))
                .body("messages.content", contains("blue"))
                .extract();
        List<String> answers = drawn.path("choices.id");
        String completion = drawn.path("id");
        assertThat(answers)
                .containsExactlyInAnyOrder(completion, completion + "/1", completion + "/2", completion + "/3");
        ada.post(
                        "/v1/rankings",
                        Map.of("completion_ids", List.of(answers.subList(2, 4), answers.subList(0, 1), List.of(id))))
                .statusCode(200);
        CompletionRecord kept = server.application()
                .completions()
                .find(completion)
                .toCompletableFuture()
                .join()
                .orElseThrow();
        assertThat(kept.user()).isEqualTo("ada");
        assertThat(kept.weightsVersion()).isEqualTo(ScriptedGenerator.VERSION);
        assertThat(kept.choices()).hasSize(4).allSatisfy(choice -> {
            assertThat(choice.tokenIds()).hasSize(5);
            assertThat(choice.behaviourLogprobs()).hasSize(5);
        });
        assertThat(kept.choices()).map(CompletionRecord.Choice::seed).doesNotHaveDuplicates();
    }

    @Test
    void orderOfShowingIsDrawnAnew() {
        String id = ada.answered("order");
        Set<List<Integer>> orders = new HashSet<>();
        // The chance that three draws of the 362,880 orders are all alike is 8e-12.
        for (int i = 0; i < 3; i++) {
            ExtractableResponse<Response> drawn = ada.post("/v1/alternatives", Map.of("completion_id", id, "k", 9))
                    .extract();
            String completion = drawn.path("id");
            orders.add(drawn.<List<String>>path("choices.id").stream()
                    .map(answer ->
                            answer.equals(completion) ? 0 : Integer.parseInt(answer.substring(completion.length() + 1)))
                    .toList());
        }
        assertThat(orders).hasSizeGreaterThan(1);
    }

    @Test
    void streamSideBySideInOneStream() {
        String id = ada.answered("abcde");
        String body = ada.post("/v1/alternatives", Map.of("completion_id", id, "k", 3, "stream", true))
                .statusCode(200)
                .header("x-weights-version", nullValue())
                .extract()
                .asString();
        EventStream stream = EventStream.parse(body);
        assertThat(IntStream.range(0, 3).mapToObj(stream::text)).containsOnly("abcde");
        assertThat(body).doesNotContain("fingerprint");
        List<Integer> turns = stream.chunks().stream()
                .map(chunk -> chunk.at("/choices/0/index").asInt())
                .toList();
        List<Integer> oneAfterAnother = turns.stream().sorted().toList();
        assertThat(turns).isNotEqualTo(oneAfterAnother);
        assertThat(stream.chunks().get(0).at("/messages/0/content").asText()).isEqualTo("abcde");
        TreeSet<String> ids = new TreeSet<>();
        stream.chunks().forEach(chunk -> ids.add(chunk.at("/choices/0/id").asText()));
        assertThat(ids).hasSize(3);
        ada.post(
                        "/v1/comparisons",
                        Map.of("completion_ids", ids.stream().limit(2).toList(), "outcome", "tie"))
                .statusCode(200);
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        String id = ada.answered("hi");
        for (int k : new int[] {-1, 0, 1, 10, 1_000}) {
            ada.post("/v1/alternatives", Map.of("completion_id", id, "k", k))
                    .statusCode(400)
                    .body("error.param", equalTo("k"));
            ada.post("/v1/ranking-sessions", Map.of("k", k)).statusCode(400).body("error.param", equalTo("k"));
            // One suggestion is enough, one answer to rank is not.
            ada.post("/v1/suggestions", Map.of("messages", List.of(QUESTION), "k", k))
                    .statusCode(k == 1 ? 200 : 400)
                    .body("error.param", k == 1 ? nullValue() : equalTo("k"));
        }
        ada.post("/v1/alternatives", Map.of("completion_id", "chatcmpl-none", "k", 2))
                .statusCode(404);
        ada.post("/v1/alternatives", Map.of("completion_id", id, "choice_index", 5, "k", 2))
                .statusCode(404);
        labeler.post("/v1/alternatives", Map.of("completion_id", id, "k", 2)).statusCode(403);
        ada.post("/v1/suggestions", Map.of("messages", List.of(), "k", 2))
                .statusCode(400)
                .body("error.param", equalTo("messages"));
        server.generator().refuseNext(1);
        ada.post("/v1/alternatives", Map.of("completion_id", id, "k", 2)).statusCode(429);
    }

    @Test
    void sixtyFourWithOneKeyGetOneReplyThatWasDrawnOnce() {
        String id = ada.answered("many");
        int before = server.generator().requests();
        server.generator().holdAt(1);
        String body = Bodies.json(Map.of("completion_id", id, "k", 3));
        HttpClient client = HttpClient.newHttpClient();
        List<CompletableFuture<HttpResponse<String>>> all = Stream.generate(() -> client.sendAsync(
                        post("/v1/alternatives", body, "one-key"), HttpResponse.BodyHandlers.ofString()))
                .limit(64)
                .toList();
        await().atMost(20, TimeUnit.SECONDS).until(() -> server.generator().inFlight() == 3);
        server.generator().release();
        Set<String> replies = new TreeSet<>();
        for (CompletableFuture<HttpResponse<String>> one : all) {
            HttpResponse<String> reply = one.join();
            assertThat(reply.statusCode()).isEqualTo(200);
            replies.add(reply.body());
        }
        assertThat(replies).hasSize(1);
        assertThat(server.generator().requests() - before).isEqualTo(3);
        ada.post("/v1/alternatives", Map.of("completion_id", id, "k", 3), "one-key")
                .statusCode(200)
                .header("idempotent-replayed", "true");
        ada.post("/v1/alternatives", Map.of("completion_id", id, "k", 4), "one-key")
                .statusCode(422)
                .body("error.code", equalTo("idempotency_key_reused"));
        ada.post("/v1/feedback", Map.of("completion_id", id, "thumb", "up"), "one-key")
                .statusCode(422);
    }

    @Test
    void suggestionsAndRankingSessionsAreDrawnOncePerKey() {
        ada.answered("to be ranked");
        Map<String, Map<String, Object>> wishes = Map.of(
                "/v1/suggestions",
                Map.of("messages", List.of(QUESTION), "k", 2),
                "/v1/ranking-sessions",
                Map.of("k", 2));
        wishes.forEach((path, wish) -> {
            String first = ada.post(path, wish, "key-" + path)
                    .statusCode(200)
                    .header("idempotent-replayed", nullValue())
                    .extract()
                    .asString();
            ada.post(path, wish, "key-" + path)
                    .statusCode(200)
                    .header("idempotent-replayed", "true")
                    .body(equalTo(first));
            Map<String, Object> other = new HashMap<>(wish);
            other.put("k", 3);
            ada.post(path, other, "key-" + path).statusCode(422);
        });
    }

    @Test
    void aReplyThatBrokeMayBeAskedForAgainUnderItsKey() throws Exception {
        String id = ada.answered("broken");
        Map<String, Object> body = Map.of("completion_id", id, "k", 2, "stream", true);
        server.generator().holdAt(2);
        HttpResponse<InputStream> left = HttpClient.newHttpClient()
                .send(post("/v1/alternatives", Bodies.json(body), "broken"), HttpResponse.BodyHandlers.ofInputStream());
        left.body().read();
        left.body().close();
        await().atMost(10, TimeUnit.SECONDS).until(() -> server.generator().inFlight() == 0);
        server.generator().release();
        String first = ada.post("/v1/alternatives", body, "broken")
                .statusCode(200)
                .header("idempotent-replayed", nullValue())
                .extract()
                .asString();
        String again = ada.post("/v1/alternatives", body, "broken")
                .statusCode(200)
                .header("idempotent-replayed", "true")
                .extract()
                .asString();
        EventStream one = EventStream.parse(first);
        EventStream two = EventStream.parse(again);
        assertThat(two.text(0)).isEqualTo(one.text(0));
        assertThat(ids(two)).isEqualTo(ids(one));
    }

    @Test
    void suggestionsAreAnswersThatADemonstrationMayName() {
        ExtractableResponse<Response> drawn = ada.post("/v1/suggestions", Map.of("messages", List.of(QUESTION), "k", 2))
                .statusCode(200)
                // No longer than alternatives may be.
                .body("choices.content", contains("Say a", "Say a"))
                .extract();
        List<String> shown = drawn.path("choices.id");
        ada.post(
                        "/v1/demonstrations",
                        Map.of(
                                "messages",
                                List.of(QUESTION, Map.of("role", "assistant", "content", "A.")),
                                "suggestions",
                                shown))
                .statusCode(200);
        ada.post(
                        "/v1/demonstrations",
                        Map.of(
                                "messages",
                                List.of(QUESTION, Map.of("role", "assistant", "content", "A.")),
                                "suggestions",
                                List.of("chatcmpl-none")))
                .statusCode(404);
    }

    private static Set<String> ids(EventStream stream) {
        Set<String> ids = new TreeSet<>();
        for (JsonNode chunk : stream.chunks()) {
            ids.add(chunk.at("/choices/0/index").asInt() + " "
                    + chunk.at("/choices/0/id").asText());
        }
        return ids;
    }

    private static HttpRequest post(String path, String body, String idempotencyKey) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + ADA)
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
