package dev.attune.server;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What may be ranked by whom, and how. */
final class RankingTest {
    private static final String LABELER = "a-key-that-labels-answers";
    private static final String ADA = "a-key-that-belongs-to-ada";
    private static RunningServer server;
    private static FeedbackClient ada;
    private static FeedbackClient labeler;

    @BeforeAll
    static void start() {
        server =
                RunningServer.start(Map.of("keys.environment", "ada:chat+feedback:" + ADA + ",lea:labeler:" + LABELER));
        ada = new FeedbackClient(server.url(), ADA);
        labeler = new FeedbackClient(server.url(), LABELER);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aRankingSessionPicksFromWhatTheCallerMayRank() {
        labeler.post("/v1/ranking-sessions", Map.of("k", 2))
                .statusCode(404)
                .body("error.code", equalTo("nothing_to_rank"));
        ada.answered("rank me");
        List<String> own = ada.post("/v1/ranking-sessions", Map.of())
                .statusCode(200)
                .body("choices.index", contains(0, 1, 2, 3))
                .body("messages[0].content", is(oneOf("rank me", "one", "two")))
                .extract()
                .path("choices.id");
        ada.post(
                        "/v1/rankings",
                        Map.of("completion_ids", own.stream().map(List::of).toList()))
                .statusCode(200);
        ada.post("/v1/ranking-sessions", Map.of("scope", "any"))
                .statusCode(403)
                .body("error.code", equalTo("missing_role"));
        List<String> anyones = labeler.post("/v1/ranking-sessions", Map.of("scope", "any", "k", 2))
                .statusCode(200)
                .extract()
                .path("choices.id");
        labeler.post(
                        "/v1/comparisons",
                        Map.of(
                                "completion_ids",
                                anyones,
                                "outcome",
                                "first",
                                "criteria",
                                Map.of("style", Map.of(anyones.get(0), 5))))
                .statusCode(200);
        ada.post("/v1/comparisons", Map.of("completion_ids", anyones, "outcome", "first"))
                .statusCode(403);
    }

    @Test
    void onlyAnswersToOnePromptAreRankedEachOnce() {
        String one = ada.answered("one", "n", 2);
        String two = ada.answered("two");
        ada.post("/v1/rankings", Map.of("completion_ids", List.of(List.of(one), List.of(two))))
                .statusCode(400)
                .body("error.code", equalTo("different_prompts"));
        ada.post("/v1/comparisons", Map.of("completion_ids", List.of(one, two), "outcome", "first"))
                .statusCode(400)
                .body("error.code", equalTo("different_prompts"));
        for (Object twice : List.of(
                List.of(List.of(one), List.of(one)),
                List.of(List.of(one, one + "/1"), List.of(one + "/1")),
                List.of(List.of(one)))) {
            ada.post("/v1/rankings", Map.of("completion_ids", twice))
                    .statusCode(400)
                    .body("error.param", equalTo("completion_ids"));
        }
        ada.post("/v1/comparisons", Map.of("completion_ids", List.of(one, one), "outcome", "first"))
                .statusCode(400)
                .body("error.param", equalTo("completion_ids"));
        Map<String, Object> ranking = Map.of("completion_ids", List.of(List.of(one), List.of(one + "/1")));
        ada.post("/v1/rankings", with(ranking, Map.of("beauty", Map.of(one, 5))))
                .statusCode(400)
                .body("error.param", equalTo("criteria"));
        ada.post("/v1/rankings", with(ranking, Map.of("style", Map.of(two, 5))))
                .statusCode(400)
                .body("error.param", equalTo("criteria"));
        ada.post("/v1/rankings", with(ranking, Map.of("style", Map.of(one, 6)))).statusCode(400);
        ada.get("/v1/feedback/mine?limit=100")
                .statusCode(200)
                .body("data.findAll { it.answers.any { it.completion_id == '" + one + "' } }.size()", equalTo(0));
    }

    private static Map<String, Object> with(Map<String, Object> ranking, Object criteria) {
        return Map.of("completion_ids", ranking.getOrDefault("completion_ids", ""), "criteria", criteria);
    }
}
