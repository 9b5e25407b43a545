package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.attune.feedback.dataset.SecretFile;
import dev.attune.server.VersionedServer.Greedy;
import dev.attune.server.policy.PolicyStore;
import dev.attune.serving.GreedyProbe;
import dev.attune.serving.checkpoint.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of a real model, changed over real HTTP. */
final class PolicyOverHttpTest {
    private final Path dataDir;
    private VersionedServer server;

    PolicyOverHttpTest(@TempDir Path dataDir) {
        this.dataDir = dataDir;
        this.server = new VersionedServer(dataDir, Map.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theGivenModelIsTheFirstVersion() {
        Path store =
                PolicyStore.find(dataDir, VersionedServer.MODEL).orElseThrow().root();
        assertThat(SecretFile.in(store.resolve("training")))
                .as("people are in the same groups for the trainer")
                .hasSameBinaryContentAs(SecretFile.in(dataDir));
        server.get("/v1/policy")
                .statusCode(200)
                .body("current.version", equalTo(1))
                .body("current.standing", equalTo("current"))
                .body("current.details.origin", equalTo("base"))
                .body("previous", nullValue())
                .body("state", equalTo("serving"))
                .body("decisions.action", contains("import"));
        server.post("/v1/policy/rollback").statusCode(409).body("error.code", equalTo("no_previous_version"));
        assertThat(server.greedy().fingerprint()).isEqualTo("tiny@w1");
    }

    @Test
    void aPromotedVersionAnswersAndARollbackGivesTheVeryBitsOfBefore() {
        Greedy before = server.greedy();
        server.publish(5, GreedyProbe.NONE);
        server.post("/v1/policy/2/promote?reason=kinder")
                .statusCode(200)
                .body("current.version", equalTo(2))
                .body("previous.version", equalTo(1))
                .body("decisions[1].reason", equalTo("kinder"))
                .body("decisions[1].by", equalTo("local"));
        Greedy after = server.greedy();
        assertThat(after.version()).isEqualTo(2);
        assertThat(after.fingerprint()).isEqualTo("tiny@w2");
        assertThat(after.ids()).isNotEqualTo(before.ids());
        for (int again = 0; again < 2; again++) {
            server.post("/v1/policy/rollback").statusCode(200).body("current.version", equalTo(1));
            assertThat(server.greedy()).isEqualTo(before);
            server.post("/v1/policy/2/promote").statusCode(200);
        }
        server.post("/v1/policy/rollback").statusCode(200).body("current.version", equalTo(1));
        assertThat(server.greedy()).isEqualTo(before);
        assertThat(Scrape.of(server.url()).value("attune_weights_version{model_name=\"tiny\"}"))
                .isEqualTo(1);
        assertThat(Scrape.of(server.url()).value("attune_weight_swaps_total{model_name=\"tiny\",result=\"success\"}"))
                .isEqualTo(6);
    }

    /** The first finds its version in memory, the second reads it. */
    @Test
    void twoRollbacksInARowGiveTheVeryBitsOfBefore() {
        Greedy first = server.greedy();
        server.publish(5, GreedyProbe.NONE);
        server.publish(7, GreedyProbe.NONE);
        server.post("/v1/policy/2/promote").statusCode(200);
        Greedy second = server.greedy();
        server.post("/v1/policy/3/promote").statusCode(200);
        assertThat(server.greedy().version()).isEqualTo(3);
        server.post("/v1/policy/rollback")
                .statusCode(200)
                .body("current.version", equalTo(2))
                .body("previous.version", equalTo(1));
        assertThat(server.greedy()).isEqualTo(second);
        server.post("/v1/policy/rollback")
                .statusCode(200)
                .body("current.version", equalTo(1))
                .body("previous", nullValue());
        assertThat(server.greedy()).isEqualTo(first);
    }

    @Test
    void versionsChangeUnderStreamsAndNoneIsCutOrMixed() throws Exception {
        server.publish(5, GreedyProbe.NONE);
        AtomicLong newest = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService people = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> talks = IntStream.range(0, 4)
                    .mapToObj(person -> people.submit(() -> talk(newest, over)))
                    .toList();
            for (long version : new long[] {2, 1, 2, 1}) {
                server.post("/v1/policy/" + version + "/promote").statusCode(200);
                await().atMost(30, TimeUnit.SECONDS).until(() -> newest.get() == version);
            }
            over.set(true);
            for (Future<Integer> talk : talks) {
                assertThat(talk.get(60, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            over.set(true);
            people.shutdownNow();
        }
    }

    /** One whole answer after the other; how many. */
    private int talk(AtomicLong newest, AtomicBoolean over) {
        int answers = 0;
        for (; !over.get(); answers++) {
            newest.set(server.streamed(40));
        }
        return answers;
    }

    @Test
    void whatTheGateOffersIsTakenUpUnlessAPersonHolds() {
        server.publish(5, GreedyProbe.NONE);
        assertThat(server.store().served().offer(2, "gate", "wins 61 %")).isTrue();
        await().atMost(20, TimeUnit.SECONDS).until(() -> server.greedy().version() == 2);
        server.post("/v1/policy/rollback").statusCode(200).body("held", equalTo(true));
        server.publish(7, GreedyProbe.NONE);
        assertThat(server.store().served().offer(3, "gate", "wins 70 %")).isFalse();
        server.get("/v1/policy/versions")
                .statusCode(200)
                .body("data.version", contains(3, 2, 1))
                .body("data.standing", contains("accepted", "accepted", "current"))
                .body("data[0].parent", equalTo(1))
                .body("data[0].details.verdict", equalTo("wins 61 %"));
        server.post("/v1/policy/3/promote")
                .statusCode(200)
                .body("held", equalTo(false))
                .body("current.version", equalTo(3))
                .body("previous.version", equalTo(1));
    }

    @Test
    void aDamagedVersionIsRefusedAndTheOldOneGoesOnServing() throws IOException {
        Greedy before = server.greedy();
        Generation damaged = server.publish(5, GreedyProbe.NONE);
        Files.write(damaged.dir().resolve("model.safetensors"), new byte[] {1}, StandardOpenOption.APPEND);
        server.post("/v1/policy/2/promote")
                .statusCode(200)
                .body("current.version", equalTo(1))
                .body("target", equalTo(1))
                .body("state", equalTo("serving"))
                .body("message", containsString("version 2 is refused"))
                .body("message", containsString("model.safetensors"))
                .body("decisions.action", hasItem("refuse"));
        assertThat(server.greedy()).isEqualTo(before);
        assertThat(Scrape.of(server.url()).value("attune_weight_swaps_total{model_name=\"tiny\",result=\"failure\"}"))
                .isEqualTo(1);
    }

    @Test
    void aVersionWithAnotherTokenizerIsRefusedAndTheOldOneGoesOnServing() {
        Greedy before = server.greedy();
        server.store().publish(server.store().read(1), JsonNodeFactory.instance.objectNode(), dir -> {
            new OtherWeights(VersionedServer.MODEL).writeTo(dir, 5);
            Path tokenizer = dir.resolve("tokenizer.json");
            Files.writeString(tokenizer, Files.readString(tokenizer) + "\n");
        });
        server.post("/v1/policy/2/promote")
                .statusCode(200)
                .body("current.version", equalTo(1))
                .body("target", equalTo(1))
                .body("message", containsString("version 2 is refused"))
                .body("message", containsString("tokenizer.json is another one than the base's"));
        assertThat(server.greedy()).isEqualTo(before);
    }

    @Test
    void aVersionThatAnswersTheProbeOtherwiseThanForTheTrainerIsRefused() {
        GreedyProbe ofTheFirst = server.greedy().asProbe();
        server.publish(0, ofTheFirst);
        server.post("/v1/policy/2/promote").statusCode(200).body("current.version", equalTo(2));
        server.publish(5, ofTheFirst);
        server.post("/v1/policy/3/promote")
                .statusCode(200)
                .body("current.version", equalTo(2))
                .body("message", containsString("probe is answered otherwise"));
    }

    @Test
    void onlyAcceptedVersionsCanBeServed() {
        server.store()
                .reject(
                        server.store().read(1),
                        JsonNodeFactory.instance.objectNode().put("verdict", "too long"),
                        dir -> new OtherWeights(VersionedServer.MODEL).writeTo(dir, 3));
        server.post("/v1/policy/2/promote")
                .statusCode(404)
                .body("error.code", equalTo("version_not_found"))
                .body("error.message", containsString("was rejected"));
        server.post("/v1/policy/77/promote").statusCode(404).body("error.param", equalTo("version"));
        server.post("/v1/policy/zero/promote").statusCode(400);
        server.get("/v1/policy/versions").body("data.standing", contains("rejected", "current"));
    }

    @Test
    void whatWasServedIsServedAgainAfterARestartAndDamageFallsBack() throws IOException {
        Generation second = server.publish(5, GreedyProbe.NONE);
        server.post("/v1/policy/2/promote").statusCode(200);
        Greedy answer = server.greedy();
        server.close();
        server = new VersionedServer(dataDir, Map.of());
        assertThat(server.greedy()).isEqualTo(answer);
        server.close();
        Files.delete(second.dir().resolve("model.safetensors"));
        server = new VersionedServer(dataDir, Map.of());
        assertThat(server.greedy().version()).isEqualTo(1);
        server.get("/v1/policy").body("message", containsString("model.safetensors: is missing"));
    }

    @Test
    void aDamagedVersionBeforeHurtsNobodyAndARollbackGoesPastIt() throws IOException {
        Generation second = server.publish(5, GreedyProbe.NONE);
        server.publish(7, GreedyProbe.NONE);
        server.post("/v1/policy/2/promote").statusCode(200);
        server.post("/v1/policy/3/promote").statusCode(200);
        server.close();
        Files.delete(second.dir().resolve("config.json"));
        server = new VersionedServer(dataDir, Map.of());
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> server.get("/v1/policy")
                .body("state", equalTo("serving"))
                .body("current.version", equalTo(3)));
        server.post("/v1/policy/rollback")
                .statusCode(200)
                .body("current.version", equalTo(1))
                .body("decisions.action", hasItem("refuse"))
                .body("held", equalTo(true));
    }

    @Test
    void serversOnOneStoreFollowOnePointer() {
        try (VersionedServer replica = new VersionedServer(dataDir, Map.of())) {
            server.publish(5, GreedyProbe.NONE);
            replica.post("/v1/policy/2/promote").statusCode(200);
            await().atMost(20, TimeUnit.SECONDS).until(() -> server.greedy().version() == 2);
            assertThat(List.of(server.greedy(), replica.greedy())).containsOnly(server.greedy());
        }
    }
}
