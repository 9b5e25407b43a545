package dev.attune.server;

import static org.hamcrest.Matchers.equalTo;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after the server and its Redis were killed, in a process of its own and over real HTTP. */
final class AcknowledgedTest {
    private static final String MODEL = "../serving/src/test/resources/golden/tiny-qwen2/model";
    private static final String READY = "Attune is listening on ";

    @TempDir
    private Path data = Path.of(".");

    @Test
    void aJudgementSurvivesTheDeathOfTheServerAndOfRedisAndItsPromptIsAnsweredAgain() throws Exception {
        Process first = start();
        String answer;
        String judgement;
        try {
            FeedbackClient person = FeedbackClient.of(awaitUrl(first));
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
        Process second = start();
        try {
            FeedbackClient person = FeedbackClient.of(awaitUrl(second));
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

    private Process start() throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss8m",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.graph_optimizer=false",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.attune.server.Main",
                "serve",
                "--port",
                "0",
                "--model",
                MODEL,
                "--name",
                "echo",
                "--trainer",
                "off",
                "--data-dir",
                data.toString());
        return new ProcessBuilder(command)
                .redirectError(new File(data.toFile(), "log"))
                .start();
    }

    private static String awaitUrl(Process server) throws IOException {
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return line.substring(READY.length());
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the server ended without listening: " + said);
    }
}
