package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingControl;
import dev.attune.feedback.training.TrainingEvent;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import dev.attune.serving.GreedyProbe;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a trainer says over Redis, as people see it over HTTP, and what they want of it on the way back. */
final class TrainingOverHttpTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final VersionedServer server;
    private final FeedbackRedis redis;
    private final TrainingBoard board;
    private final TrainerLease lease;

    TrainingOverHttpTest(@TempDir Path dataDir) {
        this.server = new VersionedServer(dataDir, Map.of("training.max-streams", 2, "http.heartbeat-ms", 50));
        this.redis = server.redis();
        this.board = new TrainingBoard(redis);
        this.lease = take(redis);
    }

    @BeforeEach
    void aTrainerIsThere() {
        join(board.say(
                lease,
                new TrainingStatus(
                        TrainingState.PPO, 3, Map.of("judgements_new", 12L), "wins 61 %", "at work", 9_000)));
    }

    @AfterEach
    void stop() {
        lease.close();
        redis.close();
        server.close();
    }

    @Test
    void tellsWhereTrainingStandsAndWhoTrains() {
        tell(step(3, 7, 1.25));
        await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> server.get("/v1/training")
                .statusCode(200)
                .body("state", equalTo("ppo"))
                .body("mode", equalTo("run"))
                .body("cycle", equalTo(3))
                .body("step", equalTo(7))
                .body("evidence.judgements_new", equalTo(12))
                .body("metrics.'objective/kl'", equalTo(1.25f))
                .body("verdict", equalTo("wins 61 %"))
                .body("at", equalTo(9))
                .body("trainer.kind", equalTo("off"))
                .body("trainer.alive", equalTo(true)));
        Scrape scrape = Scrape.of(server.url());
        assertThat(scrape.value("attune_training_objective_kl")).isEqualTo(1.25);
        assertThat(scrape.value("attune_training_state{state=\"ppo\"}")).isEqualTo(1);
        assertThat(scrape.value("attune_training_state{state=\"idle\"}")).isZero();
        assertThat(scrape.value("attune_training_cycle")).isEqualTo(3);
    }

    @Test
    void aTrainerElsewhereIsWaitedForAndNoneIsStartedHere(@TempDir Path other) {
        try (VersionedServer waiting = new VersionedServer(other, Map.of("training.trainer", "external"))) {
            waiting.get("/v1/training")
                    .statusCode(200)
                    .body("trainer.kind", equalTo("external"))
                    .body("trainer.alive", equalTo(false))
                    .body("trainer.starts", equalTo(0));
            assertThat(ProcessHandle.current().descendants().filter(child -> child.info()
                            .commandLine()
                            .filter(line -> line.contains(other.toString()))
                            .isPresent()))
                    .as("children that know the store")
                    .isEmpty();
            try (FeedbackRedis theirs = waiting.redis();
                    TrainerLease taken = take(theirs)) {
                assertThat(taken).isNotNull();
                waiting.get("/v1/training")
                        .body("trainer.kind", equalTo("external"))
                        .body("trainer.alive", equalTo(true));
            }
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "no other kernel limits what lies beside the heap")
    void aTrainerWithTooLittleMemoryIsSeenInOneLineAndTheServerGoesOnAnswering(@TempDir Path other) {
        Map<String, Object> small =
                Map.of("training.trainer", "child", "training.memory-mb", 64, "training.restart-ms", 10);
        try (VersionedServer serving = new VersionedServer(other, small)) {
            await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> serving.get("/v1/training")
                    .statusCode(200)
                    .body("trainer.kind", equalTo("child"))
                    .body(
                            "trainer.message",
                            matchesPattern("it ended with status \\d+: out of memory, training\\.memory-mb is 64")));
            assertThat(serving.greedy().version()).isEqualTo(1);
            assertThat(serving.streamed(20)).isEqualTo(1);
        }
    }

    @Test
    void aReaderWhoComesBackMissesNothingAndGetsNothingTwice() throws Exception {
        tell(step(3, 1, 0.5));
        String last;
        try (TrainingEvents events = events(null)) {
            assertThat(events.next().path("step").asLong()).isEqualTo(1);
            tell(step(3, 2, 0.6));
            assertThat(events.next().path("step").asLong()).isEqualTo(2);
            last = events.id;
        }
        tell(step(3, 3, 0.7));
        tell(step(3, 4, 0.8));
        try (TrainingEvents events = events(last)) {
            assertThat(events.next().path("step").asLong()).isEqualTo(3);
            assertThat(events.next().path("step").asLong()).isEqualTo(4);
            tell(step(3, 5, 0.9));
            assertThat(events.next().path("step").asLong()).isEqualTo(5);
        }
        try (TrainingEvents events = events("0")) {
            List<Long> steps = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                steps.add(events.next().path("step").asLong());
            }
            assertThat(steps).containsExactly(1L, 2L, 3L, 4L, 5L);
        }
    }

    @Test
    void whoComesAnewHearsTheNewestSamplesHoweverManyStepsWereSince() throws Exception {
        tell(samples("an older answer"));
        tell(samples("the newest answer"));
        for (int step = 1; step <= 1_100; step++) {
            tell(step(4, step, 0.5));
        }
        try (TrainingEvents events = events(null)) {
            assertThat(events.next().at("/samples/0/after").asText()).isEqualTo("the newest answer");
            assertThat(events.next().path("step").asLong()).isEqualTo(601);
            for (int step = 602; step <= 1_100; step++) {
                assertThat(events.next().path("step").asLong()).isEqualTo(step);
            }
            tell(step(4, 1_101, 0.5));
            assertThat(events.next().path("step").asLong()).isEqualTo(1_101);
        }
    }

    @Test
    void moreReadersThanAllowedAreToldToComeLaterAndLeavingMakesRoom() throws Exception {
        TrainingEvents first = events(null);
        try (TrainingEvents second = events(null)) {
            given().get(server.url() + "/v1/training/events")
                    .then()
                    .statusCode(429)
                    .body("error.message", containsString("2 readers"));
            first.close();
            await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> events("0").close());
            assertThat(second.id).isEmpty();
        }
        given().header("Last-Event-ID", "yesterday")
                .get(server.url() + "/v1/training/events")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("Last-Event-ID"));
    }

    @Test
    void peopleStartPauseAndResume() {
        server.post("/v1/training/start").statusCode(200).body("start_asked", equalTo(true));
        assertThat(join(board.control()).startAsked()).isTrue();
        server.post("/v1/training/pause").statusCode(200).body("mode", equalTo("pause"));
        assertThat(join(board.control()).mode()).isEqualTo(TrainingControl.Mode.PAUSE);
        server.post("/v1/training/resume").statusCode(200).body("mode", equalTo("run"));
        assertThat(join(board.control()).mode()).isEqualTo(TrainingControl.Mode.RUN);
    }

    @Test
    void theKillSwitchStopsTheTrainerAndPinsTheVersionUntilTrainingIsResumed() {
        server.publish(5, GreedyProbe.NONE);
        server.post("/v1/training/stop?reason=lies").statusCode(200).body("mode", equalTo("stop"));
        assertThat(join(board.control()).mode()).isEqualTo(TrainingControl.Mode.STOP);
        server.get("/v1/policy").body("held", equalTo(true)).body("decisions[1].reason", equalTo("lies"));
        assertThat(server.store().served().offer(2, "gate", "better")).isFalse();
        assertThat(server.greedy().version()).isEqualTo(1);
        server.post("/v1/training/resume").statusCode(200).body("mode", equalTo("run"));
        server.get("/v1/policy").body("held", equalTo(false));
        assertThat(server.store().served().offer(2, "gate", "better")).isTrue();
        await().atMost(30, TimeUnit.SECONDS).until(() -> server.greedy().version() == 2);
    }

    private static TrainingEvent step(long cycle, long step, double kl) {
        return new TrainingEvent(
                TrainingEvent.Kind.STEP,
                cycle,
                TrainingState.PPO,
                step,
                60,
                Map.of("objective/kl", kl),
                null,
                "",
                List.of(),
                1);
    }

    private static TrainingEvent samples(String after) {
        List<TrainingEvent.Sample> sample = List.of(new TrainingEvent.Sample("How are you?", "Fine.", after));
        return new TrainingEvent(
                TrainingEvent.Kind.SAMPLES, 3, TrainingState.GATE, 0, 0, Map.of(), null, "", sample, 1);
    }

    private void tell(TrainingEvent event) {
        join(board.tell(lease, event));
    }

    private TrainingEvents events(@Nullable String after) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + "/v1/training/events"));
        if (after != null) {
            request.header("Last-Event-ID", after);
        }
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        return new TrainingEvents(response.body());
    }

    private static TrainerLease take(FeedbackRedis redis) {
        await().atMost(30, TimeUnit.SECONDS).ignoreExceptions().untilAsserted(() -> join(redis.ping()));
        return join(TrainerLease.take(redis, "test", Duration.ofMinutes(5)))
                .lease()
                .orElseThrow();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
