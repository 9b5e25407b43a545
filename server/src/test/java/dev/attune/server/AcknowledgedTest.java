package dev.attune.server;

import static org.hamcrest.Matchers.equalTo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after the server and its Redis were killed, in a process of its own and over real HTTP. */
final class AcknowledgedTest {
    @TempDir
    private Path data = Path.of(".");

    @Test
    void aJudgementSurvivesTheDeathOfTheServerAndOfRedisAndItsPromptIsAnsweredAgain() throws Exception {
        Process first = ServerProcess.start(data, "--name", "echo");
        String answer;
        String judgement;
        try {
            FeedbackClient person =
                    FeedbackClient.of(ServerProcess.awaitUrl(first).toString());
            answer = person.answered("Hello", "max_tokens", 4, "n", 2);
            judgement = person.post(
                            "/v1/rankings", Map.of("completion_ids", List.of(List.of(answer + "/1"), List.of(answer))))
                    .statusCode(200)
                    .extract()
                    .path("id");
            try (RedisLine redis = RedisLine.to(data)) {
                ProcessHandle process = redis.process();
                first.destroyForcibly();
                process.destroyForcibly();
            }
        } finally {
            first.destroyForcibly().waitFor();
        }
        Process second = ServerProcess.start(data, "--name", "echo");
        try {
            FeedbackClient person =
                    FeedbackClient.of(ServerProcess.awaitUrl(second).toString());
            person.get("/v1/feedback/mine")
                    .statusCode(200)
                    .body("data[0].id", equalTo(judgement))
                    .body("data[0].ranking", equalTo(List.of(List.of(answer + "/1"), List.of(answer))));
            person.thumb(answer, "up").statusCode(200);
            List<String> drawn = person.post("/v1/alternatives", Map.of("completion_id", answer, "k", 3))
                    .statusCode(200)
                    .extract()
                    .path("choices.id");
            person.post("/v1/rankings", Map.of("completion_ids", List.of(drawn, List.of(answer))))
                    .statusCode(200);
        } finally {
            second.destroy();
            second.waitFor();
        }
    }
}
