package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import dev.attune.feedback.dataset.SecretFile;
import dev.attune.server.VersionedServer.Greedy;
import dev.attune.server.policy.PolicyStore;
import dev.attune.trainer.bpe.BpeTrainer;
import dev.attune.trainer.bpe.TokenizerFiles;
import dev.attune.trainer.model.FreshLlama;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole ring: people judge over HTTP, the server's own child learns from it, and what it made is examined and served or refused. */
final class TrainingRingTest {
    private static final int PEOPLE = 20;
    private static final int PROMPTS = 5;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** It puts these twenty people into groups of which each has enough to begin. */
    private static final byte[] SECRET = "twenty people in three groups".getBytes(StandardCharsets.US_ASCII);

    private final Path dataDir;
    private final Path model;
    private final Process process;
    private final FeedbackClient person;
    private final Random random = new Random(7);
    private int said;

    TrainingRingTest(@TempDir Path dir) throws IOException {
        this.dataDir = Files.createDirectory(dir.resolve("data"));
        this.model = model(dir.resolve("tiny"));
        Files.write(SecretFile.in(dataDir), SECRET);
        this.process = server();
        this.person = FeedbackClient.of(ServerProcess.awaitUrl(process).toString());
    }

    /** Where there is no program to lower a priority the child takes its share of a busy machine. */
    private Process server() throws IOException {
        ProcessBuilder command = ServerProcess.command(
                dataDir,
                List.of(
                        "--model=" + model,
                        "--redis=" + TestRedis.url(),
                        "--trainer=child",
                        "--set=redis.namespace=" + TestRedis.space(),
                        "--set=training.restart-ms=10",
                        "--set=training.cycle.judgements=1000000",
                        "--set=training.cycle.judgements-after-wait=1000000",
                        "--set=training.cycle.comparisons=20",
                        "--set=training.cycle.judge-comparisons=5",
                        "--set=training.cycle.iterations=2",
                        "--set=training.cycle.inner-epochs=1"));
        command.environment().put("PATH", "");
        return command.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    @Test
    void aKilledTrainerEndsItsCycleWhilePeopleGoOnReading() throws Exception {
        for (int each = 0; each < PEOPLE * PROMPTS; each++) {
            judge(each);
        }
        Greedy before = VersionedServer.greedy(person.url());
        CountDownLatch over = new CountDownLatch(1);
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> read = reader.submit(() -> read(over));
            soon().until(() -> training().getInt("evidence.judgements"), is(said));
            given().post(person.url() + "/v1/training/start").then().statusCode(200);
            soon().until(() -> training().getString("state"), is("ppo"));
            Path cycle = cycle();
            byte[] plan = Files.readAllBytes(cycle.resolve("plan.json"));
            assertThat(child().destroyForcibly()).isTrue();

            soon().until(() -> training().getInt("trainer.starts"), is(2));
            assertThat(VersionedServer.greedy(person.url())).isEqualTo(before);
            int learned = said;
            judge(0);
            soon().until(() -> Files.exists(cycle.resolve("outcome.json")));
            soon().until(() -> training().getString("state"), is("idle"));
            soon().until(() -> training().getInt("evidence.judgements"), is(said));
            assertThat(cycle()).isEqualTo(cycle);
            assertThat(cycle.resolve("plan.json")).hasBinaryContent(plan);
            oneVersionCameOf(learned);
            over.countDown();
            assertThat(read.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isPositive();
        } finally {
            over.countDown();
            reader.shutdownNow();
        }
    }

    /** What was said before is in it, once; what was said since waits for the next. */
    private void oneVersionCameOf(int learned) {
        JsonPath training = training();
        assertThat(training.getInt("cycle")).isEqualTo(1);
        assertThat(training.getInt("evidence.judgements_new")).isEqualTo(said - learned);
        JsonPath versions = get("/v1/policy/versions");
        assertThat(versions.getList("data.version", Integer.class)).containsExactly(2, 1);
        assertThat(versions.getInt("data[0].details.cycle")).isEqualTo(1);
        assertThat(versions.getInt("data[0].details.data.judgements")).isEqualTo(learned);
        assertThat(versions.getInt("data[0].details.data.new_judgements")).isEqualTo(learned);
        boolean accepted = versions.getBoolean("data[0].details.verdict.accepted");
        assertThat(training.getString("verdict")).startsWith(accepted ? "accepted" : "refused: ");
        soon().until(() -> VersionedServer.greedy(person.url()).version(), is(accepted ? 2L : 1L));
    }

    /** Whole answers, each of one version, one after the other; how many. */
    private int read(CountDownLatch over) throws InterruptedException {
        int answers = 0;
        // A breath between two leaves the trainer something of a machine with one core.
        for (; !over.await(20, TimeUnit.MILLISECONDS); answers++) {
            assertThat(VersionedServer.streamed(person.url(), 100)).isIn(1L, 2L);
        }
        return answers;
    }

    /** Somebody asks for two answers and likes the one with more of a letter. */
    private void judge(int number) {
        String user = "person-" + number % PEOPLE;
        JsonPath reply = person.request()
                .body(Bodies.say(question(), "model", "tiny", "n", 2, "max_tokens", 12, "user", user))
                .post(person.url() + "/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        String id = reply.getString("id");
        boolean first = liked(reply, 0) >= liked(reply, 1);
        List<List<String>> order = List.of(List.of(first ? id : id + "/1"), List.of(first ? id + "/1" : id));
        person.post("/v1/rankings", Map.of("completion_ids", order, "user", user))
                .statusCode(200);
        said++;
    }

    private static long liked(JsonPath reply, int choice) {
        return reply.getString("choices[" + choice + "].message.content")
                .chars()
                .filter(each -> each == 'e')
                .count();
    }

    /** Unlike every other. */
    private String question() {
        return Long.toString(random.nextLong(), 36) + Long.toString(random.nextLong(), 36) + "?";
    }

    private JsonPath training() {
        return get("/v1/training");
    }

    private JsonPath get(String path) {
        return person.get(path).statusCode(200).extract().jsonPath();
    }

    private Path cycle() throws IOException {
        Path store = PolicyStore.find(dataDir, model).orElseThrow().root();
        try (Stream<Path> all = Files.list(store.resolve("training/cycles"))) {
            List<Path> cycles = all.toList();
            assertThat(cycles).hasSize(1);
            return cycles.get(0);
        }
    }

    /** The server has no other. */
    private ProcessHandle child() {
        List<ProcessHandle> children = process.children().toList();
        assertThat(children).hasSize(1);
        return children.get(0);
    }

    private static ConditionFactory soon() {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(20));
    }

    private static Path model(Path folder) throws IOException {
        new FreshLlama(300, 16, 1, 2, 2, 8, 24, 256, 1, 2).write(folder, 5);
        TokenizerFiles.write(
                BpeTrainer.train(Stream.of("Yes. No. What?"), BpeTrainer.CHATML_SPECIALS, 300), folder, 256);
        return folder;
    }
}
