package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.attune.server.VersionedServer.Greedy;
import dev.attune.serving.GreedyProbe;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people hear of training while Redis answers nothing in the middle of a cycle. */
final class TrainingAwayTest {

    @Test
    void whoAsksHearsOneLineAndTheOldVersionGoesOnServing(@TempDir Path dir) {
        try (SilentTrainer trainer = new SilentTrainer(dir)) {
            VersionedServer server = trainer.server;
            Greedy before = server.greedy();
            server.publish(5, GreedyProbe.NONE);
            await().atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(
                            () -> server.get("/v1/training").statusCode(200).body("state", equalTo("ppo")));
            trainer.redis.hang();
            for (int again = 0; again < 2; again++) {
                server.get("/v1/training")
                        .statusCode(503)
                        .header("Retry-After", notNullValue())
                        .body("error.code", equalTo("training_unavailable"))
                        .body(
                                "error.message",
                                startsWith("Redis does not answer (slow), so the trainer can be neither"));
            }
            server.post("/v1/training/pause").statusCode(503).body("error.code", equalTo("training_unavailable"));
            server.get("/v1/policy").statusCode(200).body("current.version", equalTo(1));
            assertThat(server.greedy()).isEqualTo(before);
            assertThat(server.streamed(40)).isEqualTo(1);
            server.post("/v1/policy/2/promote").statusCode(200).body("current.version", equalTo(2));
            server.post("/v1/policy/rollback").statusCode(200).body("current.version", equalTo(1));
            trainer.redis.goOn();
            await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> server.get("/v1/training")
                    .statusCode(200)
                    .body("state", equalTo("ppo"))
                    .body("cycle", equalTo(3))
                    .body("message", equalTo("at work")));
        }
    }
}
