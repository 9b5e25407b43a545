package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people say of answers over HTTP, kept in a real Redis. */
final class FeedbackTest {
    private static RunningServer server;
    private static FeedbackClient person;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
        person = FeedbackClient.of(server.url());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aThumbHoldsAndASecondOneRevisesIt() {
        String id = person.answered("hello");
        String judgement = person.thumb(id, "down")
                .statusCode(200)
                .body("object", equalTo("feedback"), "kind", equalTo("thumb"), "revision", equalTo(1))
                .extract()
                .path("id");
        person.thumb(id, "up").statusCode(200).body("id", equalTo(judgement), "revision", equalTo(2));
        person.get("/v1/feedback/mine?limit=100")
                .statusCode(200)
                .body("data.find { it.id == '" + judgement + "' }.thumb", equalTo("up"));
    }

    @Test
    void theRulesAreTheConfiguredListsInTheirOrder() {
        person.get("/v1/feedback/rules")
                .statusCode(200)
                .body("reasons", hasItems("correct", "off-topic", "other"))
                .body("criteria[0]", equalTo("relevance"), "max_comment_bytes", equalTo(4096));
    }

    @Test
    void eachAnswerOfACompletionHasAThumbOfItsOwn() {
        String id = person.answered("hi", "n", 2);
        String first = person.thumb(id, "up").statusCode(200).extract().path("id");
        person.post("/v1/feedback", Map.of("completion_id", id, "choice_index", 1, "thumb", "down"))
                .statusCode(200)
                .body("revision", equalTo(1));
        person.thumb(id + "/1", "up").statusCode(200).body("revision", equalTo(2));
        person.delete("/v1/feedback/" + id + "?choice_index=1")
                .statusCode(200)
                .body("kind", equalTo("retraction"), "revision", equalTo(3));
        person.delete("/v1/feedback/" + first).statusCode(200).body("id", equalTo(first), "revision", equalTo(2));
    }

    @Test
    void onesOwnJudgementsComeWithTheAnswersTheyAreAbout() {
        String ada = "ada-" + System.nanoTime();
        String id = person.answered("Why?", "n", 3, "user", ada);
        person.post(
                        "/v1/feedback",
                        Map.of(
                                "completion_id",
                                id,
                                "thumb",
                                "down",
                                "reasons",
                                List.of("wrong", "style"),
                                "comment",
                                "Because.",
                                "user",
                                ada))
                .statusCode(200);
        person.post(
                        "/v1/rankings",
                        Map.of(
                                "completion_ids", List.of(List.of(id + "/2"), List.of(id, id + "/1")),
                                "criteria", Map.of("relevance", Map.of(id, 4)),
                                "user", ada))
                .statusCode(200);
        person.post(
                        "/v1/comparisons",
                        Map.of("completion_ids", List.of(id, id + "/1"), "outcome", "both_bad", "user", ada))
                .statusCode(200);
        person.post("/v1/demonstrations", Map.of("completion_id", id, "correction", "Therefore.", "user", ada))
                .statusCode(200)
                .body("kind", equalTo("correction"));
        String written = person.post(
                        "/v1/demonstrations",
                        Map.of("messages", List.of(said("user", "Hi"), said("assistant", "Hello.")), "user", ada))
                .statusCode(200)
                .body("kind", equalTo("demonstration"))
                .extract()
                .path("id");
        String mine = "/v1/feedback/mine?user=" + ada;
        person.get(mine)
                .statusCode(200)
                .body("data", hasSize(5), "next_offset", nullValue())
                .body("data.find { it.kind == 'thumb' }.reasons", contains("style", "wrong"))
                .body("data.find { it.kind == 'thumb' }.comment", equalTo("Because."))
                .body("data.find { it.kind == 'thumb' }.answers[0].prompt", equalTo("Why?"))
                .body("data.find { it.kind == 'thumb' }.answers[0].content", equalTo("Why?"))
                .body(
                        "data.find { it.kind == 'ranking' }.ranking",
                        equalTo(List.of(List.of(id + "/2"), List.of(id, id + "/1"))))
                .body("data.find { it.kind == 'ranking' }.criteria.relevance", equalTo(Map.of(id, 4)))
                .body("data.find { it.kind == 'comparison' }.outcome", equalTo("both_bad"))
                .body("data.find { it.kind == 'correction' }.correction", equalTo("Therefore."))
                .body("data.find { it.kind == 'demonstration' }.messages.content", contains("Hi", "Hello."));
        person.get(mine + "&limit=2").statusCode(200).body("data", hasSize(2), "next_offset", equalTo(2));
        person.delete("/v1/feedback/" + written + "?user=" + ada).statusCode(200);
        person.get(mine + "&offset=3&limit=2").statusCode(200).body("data", hasSize(2), "next_offset", nullValue());
        person.get(mine).statusCode(200).body("data", hasSize(4));
        person.get("/v1/feedback/mine?user=17").statusCode(200).body("data", empty());
        person.get("/v1/feedback/mine?user=nobody").statusCode(200).body("data", empty());
    }

    @Test
    void whatIsSaidIsCounted() {
        Scrape before = Scrape.of(server.url());
        String id = person.answered("count");
        Map<String, String> thumb = Map.of("completion_id", id, "thumb", "up");
        person.post("/v1/feedback", thumb, "counted").statusCode(200);
        person.post("/v1/feedback", thumb, "counted").statusCode(200);
        person.thumb("chatcmpl-never", "up").statusCode(404);
        Scrape after = Scrape.of(server.url());
        assertThat(after.value("attune_redis_up")).isEqualTo(1);
        for (String series :
                List.of("attune_feedback_total{kind=\"thumb\"}", "attune_feedback_refused_total{reason=\"unknown\"}")) {
            assertThat(after.value(series) - before.value(series)).as(series).isEqualTo(1);
        }
    }

    @Test
    void theSameKeyAndBodyGetTheSameReplyAndHaveOneEffect() {
        String id = person.answered("again");
        Map<String, String> body = Map.of("completion_id", id, "thumb", "up");
        String first = person.post("/v1/feedback", body, "key-" + id)
                .statusCode(200)
                .header("idempotent-replayed", nullValue())
                .extract()
                .asString();
        String second = person.post("/v1/feedback", body, "key-" + id)
                .statusCode(200)
                .header("idempotent-replayed", "true")
                .extract()
                .asString();
        assertThat(second).isEqualTo(first);
        person.post("/v1/feedback", Map.of("completion_id", id, "thumb", "down"), "key-" + id)
                .statusCode(422)
                .body("error.code", equalTo("idempotency_key_reused"));
    }

    @Test
    void aRetractionHasOneEffectUnderOneKey() {
        String id = person.answered("retracted");
        person.thumb(id, "up").statusCode(200);
        retracted(id, "first").statusCode(200).header("idempotent-replayed", nullValue());
        retracted(id, "first").statusCode(200).header("idempotent-replayed", "true");
        retracted(id, "second").statusCode(200).body("revision", equalTo(2));
        person.thumb(id, "down").statusCode(200).body("revision", equalTo(3));
        retracted(id, "second").statusCode(200).body("revision", equalTo(2));
        retracted(id + "?choice_index=1", "second").statusCode(422);
        person.get("/v1/feedback/mine?limit=100")
                .body("data.find { it.answers[0]?.completion_id == '" + id + "' }.thumb", equalTo("down"));
    }

    /** What may be said, and how it would be something else. */
    private record Act(String path, Map<String, ?> body, String field, Object other) {}

    @Test
    void everyKindOfJudgementHasOneEffectUnderOneKey() {
        String id = person.answered("each kind", "n", 2, "user", "kinds");
        List<Map<String, String>> written = List.of(said("user", "Hi"), said("assistant", "Hello."));
        List<Act> acts = List.of(
                new Act(
                        "/v1/rankings",
                        Map.of("completion_ids", List.of(List.of(id), List.of(id + "/1"))),
                        "comment",
                        "!"),
                new Act(
                        "/v1/comparisons",
                        Map.of("completion_ids", List.of(id, id + "/1"), "outcome", "tie"),
                        "comment",
                        "!"),
                new Act("/v1/demonstrations", Map.of("completion_id", id, "correction", "Better."), "correction", "!"),
                new Act("/v1/demonstrations", Map.of("messages", written), "suggestions", List.of(id)));
        for (Act act : acts) {
            Map<String, Object> body = new HashMap<>(act.body());
            body.put("user", "kinds");
            String key = "key-" + acts.indexOf(act);
            String first =
                    person.post(act.path(), body, key).statusCode(200).extract().asString();
            person.post(act.path(), body, key)
                    .statusCode(200)
                    .header("idempotent-replayed", "true")
                    .body(equalTo(first));
            body.put(act.field(), act.other());
            person.post(act.path(), body, key).statusCode(422);
        }
        person.get("/v1/feedback/mine?user=kinds").body("data.revision", contains(1, 1, 1, 1));
    }

    @Test
    void whatCannotBeMeantIsRefusedByItsField() {
        String id = person.answered("what");
        refused(Map.of("completion_id", id, "thumb", "sideways"), "thumb");
        refused(Map.of("completion_id", id, "thumb", "up", "reasons", List.of("because")), "reasons");
        refused(Map.of("completion_id", id, "thumb", "up", "comment", "é".repeat(2_049)), "comment");
        String comment = "é".repeat(2_049);
        String text = "é".repeat(32_769);
        List<String> both = List.of(id, id + "/1");
        refused("/v1/comparisons", Map.of("completion_ids", both, "outcome", "tie", "comment", comment), "comment");
        refused("/v1/rankings", Map.of("completion_ids", List.of(both), "comment", comment), "comment");
        refused("/v1/demonstrations", Map.of("completion_id", id, "correction", text), "correction");
        refused(
                "/v1/demonstrations",
                Map.of("messages", List.of(said("user", "Hi"), said("assistant", text))),
                "messages");
        refused(Map.of("completion_id", id + "/x", "thumb", "up"), "completion_id");
        refused(Map.of("completion_id", id + "/1", "choice_index", 2, "thumb", "up"), "choice_index");
        person.post("/v1/demonstrations", Map.of("correction", "but of what?"))
                .statusCode(400)
                .body("error.param", equalTo("messages"));
        person.post("/v1/feedback", Map.of("completion_id", id, "thumb", "up"), "two words")
                .statusCode(400)
                .body("error.param", equalTo("Idempotency-Key"));
        person.thumb(id + "/7", "up").statusCode(404).body("error.code", equalTo("unknown_completion"));
        person.thumb("chatcmpl-never", "up").statusCode(404);
        person.delete("/v1/feedback/" + id).statusCode(404);
        for (String limit : List.of("0", "101", "many", "1.5")) {
            person.get("/v1/feedback/mine?limit=" + limit).statusCode(400).body("error.param", equalTo("limit"));
        }
    }

    @Test
    void whomRequestsNamedIsErasedUnderTheKeysUserAndTheirName() {
        String id = person.answered("forget me", "user", "bob");
        Map<String, String> thumb = Map.of("completion_id", id, "thumb", "up", "user", "bob");
        person.post("/v1/feedback", thumb).statusCode(200);
        person.request()
                .urlEncodingEnabled(false)
                .delete(server.url() + "/v1/users/local%2Fbob")
                .then()
                .statusCode(200)
                .body("records", equalTo(2), "files_rewritten", equalTo(true));
        person.post("/v1/feedback", thumb).statusCode(410).body("error.code", equalTo("erased"));
        person.thumb(person.answered("I am still here"), "up").statusCode(200);
    }

    @Test
    void anAnswerIsJudgedByWhomItWasGivenTo() {
        String id = person.answered("mine", "user", "ada");
        person.thumb(id, "up").statusCode(403).body("error.code", equalTo("not_yours"));
        person.post("/v1/feedback", Map.of("completion_id", id, "thumb", "up", "user", "ada"))
                .statusCode(200)
                .body("created", notNullValue());
    }

    private static ValidatableResponse retracted(String answer, String key) {
        return person.request()
                .header("Idempotency-Key", key)
                .delete(server.url() + "/v1/feedback/" + answer)
                .then();
    }

    private static void refused(Map<String, ?> thumb, String param) {
        refused("/v1/feedback", thumb, param);
    }

    private static void refused(String path, Map<String, ?> body, String param) {
        person.post(path, body).statusCode(400).body("error.param", equalTo(param));
    }

    private static Map<String, String> said(String role, String content) {
        return Map.of("role", role, "content", content);
    }
}
