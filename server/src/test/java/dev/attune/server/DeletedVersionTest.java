package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.attune.server.VersionedServer.Greedy;
import dev.attune.serving.GreedyProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that somebody deletes under the server that serves it. */
final class DeletedVersionTest {

    @Test
    void goesOnAnsweringAndCanBeLeft(@TempDir Path dataDir) throws IOException {
        try (VersionedServer server = new VersionedServer(dataDir, Map.of())) {
            Greedy before = server.greedy();
            server.publish(5, GreedyProbe.NONE);
            server.post("/v1/policy/2/promote").statusCode(200);
            Greedy answer = server.greedy();
            server.delete(2);

            assertThat(server.greedy()).isEqualTo(answer);
            await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> server.get("/v1/policy")
                    .statusCode(200)
                    .body("state", equalTo("failed"))
                    .body("message", containsString("version 2 answers from memory but was deleted"))
                    .body("target", equalTo(2))
                    .body("current", nullValue())
                    .body("previous.version", equalTo(1)));
            assertThat(server.greedy()).isEqualTo(answer);
            server.get("/v1/policy/versions").statusCode(200).body("data.version", contains(1));
            server.post("/v1/policy/rollback")
                    .statusCode(200)
                    .body("current.version", equalTo(1))
                    .body("state", equalTo("serving"))
                    .body("message", equalTo(""));
            assertThat(server.greedy()).isEqualTo(before);
            server.post("/v1/policy/2/promote").statusCode(404);
        }
    }
}
