package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people hear while Redis is in trouble, and that chat hears nothing of it. One real Redis, which each test leaves well. */
final class RedisTroubleTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String DROPPED = "attune_completions_dropped_total";

    @TempDir
    private static Path data = Path.of(".");

    private static RunningServer server;
    private static FeedbackClient person;
    private static RedisLine redis;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of("data-dir", data.toString(), "redis.command-timeout-ms", 1_000));
        person = FeedbackClient.of(server.url());
        redis = RedisLine.to(data);
    }

    @AfterAll
    static void stop() {
        redis.close();
        server.close();
    }

    @Test
    void full() {
        String id = person.answered("before it was full", "n", 2);
        person.thumb(id, "up").statusCode(200);
        double dropped = Scrape.of(server.url()).value(DROPPED);
        redis.ask("CONFIG", "SET", "maxmemory", "1");
        Set<String> before = new TreeSet<>(redis.list("KEYS", "*"));
        refused(id, "full");
        everyKindIsRefused(id);
        person.post("/v1/alternatives", Map.of("completion_id", id, "k", 2), "full-alternatives")
                .statusCode(503);
        String unkept = person.answered("chat goes on");
        await().atMost(LIMIT).until(() -> Scrape.of(server.url()).value(DROPPED) == dropped + 1);
        person.delete("/v1/feedback/" + id).statusCode(503);
        assertThat(new TreeSet<>(redis.list("KEYS", "*"))).isEqualTo(before);
        redis.ask("CONFIG", "SET", "maxmemory", "0");
        taken(id, "full");
        person.thumb(unkept, "up").statusCode(404);
    }

    @Test
    void readOnly() {
        String id = person.answered("before it was read-only", "n", 2);
        person.thumb(id, "down").statusCode(200);
        redis.ask("REPLICAOF", "127.0.0.1", "1");
        refused(id, "read-only");
        everyKindIsRefused(id);
        person.answered("chat goes on");
        redis.ask("REPLICAOF", "NO", "ONE");
        taken(id, "read-only");
    }

    @Test
    void slowForFiveSeconds() {
        String id = person.answered("before it was slow");
        person.thumb(id, "down").statusCode(200);
        try (RedisLine other = RedisLine.to(data)) {
            other.say(
                    "EVAL",
                    "local t = redis.call('TIME')[1] + 5 while redis.call('TIME')[1] + 0 < t do end return 1",
                    "0");
            refused(id, "slow");
            person.answered("chat goes on");
            taken(id, "slow");
        }
    }

    @Test
    void aStreamGetsAllItsTokensWhileRedisAnswersNothing() throws IOException, InterruptedException {
        String id = person.answered("before it hung");
        person.thumb(id, "down").statusCode(200);
        server.generator().holdAt(2);
        CompletableFuture<HttpResponse<String>> stream = HttpClient.newHttpClient()
                .sendAsync(
                        server.post(Bodies.say("streamed all the while", "stream", true))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        await().atMost(LIMIT).until(() -> server.generator().inFlight() == 1);
        ProcessHandle process = redis.process();
        signal("STOP", process);
        try {
            server.generator().release();
            EventStream whole = EventStream.parse(
                    stream.get(LIMIT.toSeconds(), TimeUnit.SECONDS).body());
            assertThat(whole.text(0)).isEqualTo("streamed all the while");
            person.post("/v1/feedback", thumb(id), "hung")
                    .statusCode(503)
                    .body("error.message", containsString("(slow)"));
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } finally {
            signal("CONT", process);
        }
        taken(id, "hung");
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        String pid = Long.toString(process.pid());
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }

    @Test
    void killedAndStartedAgain() {
        String id = person.answered("before it died");
        person.thumb(id, "down").statusCode(200);
        redis.process().destroyForcibly();
        person.answered("chat goes on");
        taken(id, "killed");
        await().atMost(LIMIT).untilAsserted(() -> person.get("/ready").statusCode(200));
        person.get("/v1/feedback/mine?limit=100")
                .statusCode(200)
                .body("data.findAll { it.answers[0].id == '" + id + "' }.revision", equalTo(List.of(2)));
        redis.close();
        redis = RedisLine.to(data);
    }

    @Test
    void anAnswerThatWasGivenUpIsGone() {
        String id = person.answered("nobody judged me");
        String key = "{attune}:completion:" + id;
        await().atMost(LIMIT).until(() -> redis.ask("EXISTS", key).equals("1"));
        assertThat(Long.parseLong(redis.ask("TTL", key))).isBetween(29 * 86_400L, 30 * 86_400L);
        redis.ask("DEL", key);
        person.thumb(id, "up").statusCode(410).body("error.code", equalTo("expired"));
        person.post("/v1/alternatives", Map.of("completion_id", id, "k", 2)).statusCode(410);
        person.delete("/v1/feedback/" + id).statusCode(404);
        String judged = person.answered("somebody judged me");
        person.thumb(judged, "up").statusCode(200);
        assertThat(redis.ask("TTL", "{attune}:completion:" + judged)).isEqualTo("-1");
    }

    @Test
    void sixtyFourThumbsWithOneKeyAreOne() {
        String id = person.answered("popular");
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/v1/feedback"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "all-at-once")
                .POST(HttpRequest.BodyPublishers.ofString(Bodies.json(Map.of("completion_id", id, "thumb", "up"))))
                .build();
        List<CompletableFuture<HttpResponse<String>>> all =
                Stream.generate(() -> send(http, request)).limit(64).toList();
        Set<String> replies = new TreeSet<>();
        all.forEach(
                one -> replies.add(one.join().statusCode() + " " + one.join().body()));
        assertThat(replies).hasSize(1).allMatch(reply -> reply.startsWith("200 ") && reply.contains("\"revision\":1"));
        assertThat(redis.list("ZSCORE", "{attune}:completions", id)).hasSize(1);
    }

    /** Again, where a busy machine made Redis too slow. */
    private static CompletableFuture<HttpResponse<String>> send(HttpClient http, HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenCompose(reply ->
                        reply.statusCode() == 503 ? send(http, request) : CompletableFuture.completedFuture(reply));
    }

    private static void refused(String id, String key) {
        person.post("/v1/feedback", thumb(id), key)
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("error.code", equalTo("feedback_unavailable"))
                .body("error.message", containsString("(" + key + ")"));
    }

    private static void everyKindIsRefused(String id) {
        Map<String, Object> acts = Map.of(
                "/v1/rankings", Map.of("completion_ids", List.of(List.of(id), List.of(id + "/1"))),
                "/v1/comparisons", Map.of("completion_ids", List.of(id, id + "/1"), "outcome", "first"),
                "/v1/demonstrations", Map.of("completion_id", id, "correction", "Better."));
        acts.forEach((path, act) -> person.post(path, act)
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("error.code", equalTo("feedback_unavailable")));
    }

    /** As a client does: again with the same key until there is an answer. The second word on this answer is the first that holds. */
    private static void taken(String id, String key) {
        await().atMost(LIMIT).until(() -> {
            Response reply = person.request()
                    .header("Idempotency-Key", key)
                    .body(thumb(id))
                    .post(server.url() + "/v1/feedback");
            if (reply.statusCode() == 503) {
                reply.then().header("Retry-After", notNullValue()).body("error.code", equalTo("feedback_unavailable"));
                return false;
            }
            reply.then().statusCode(200).body("revision", equalTo(2));
            return true;
        });
    }

    private static Map<String, String> thumb(String id) {
        return Map.of("completion_id", id, "thumb", "up");
    }
}
