package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.feedback.embedded.EmbeddedRedis;
import dev.attune.feedback.exchange.ImportedFeedback;
import dev.attune.feedback.redis.Erasure;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.Retention;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feedback as a whole: read out over HTTP and by command, taken in from files, counted, erased. */
final class FeedbackDataTest {
    private static final String ROOT = "a-key-that-may-everything";
    private static final String ADA = "a-key-that-belongs-to-ada";
    private static final String BOB = "a-key-that-belongs-to-bob";
    private static final String MARK = "xyzzy-bob-said-this";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path data = Path.of(".");

    @TempDir
    private Path out = Path.of(".");

    private static RunningServer server;
    private static FeedbackClient root;
    private static FeedbackClient ada;
    private static FeedbackClient bob;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of(
                "data-dir",
                data.toString(),
                "feedback.completion-ttl-days",
                3,
                "keys.environment",
                "root:admin:" + ROOT + ",ada:chat+feedback:" + ADA + ",bob:chat+feedback:" + BOB));
        root = new FeedbackClient(server.url(), ROOT);
        ada = new FeedbackClient(server.url(), ADA);
        bob = new FeedbackClient(server.url(), BOB);
        String id = ada.answered("Write to jo@example.com please", "n", 2);
        ada.post("/v1/feedback", Map.of("completion_id", id, "thumb", "down", "reasons", List.of("unsafe")))
                .statusCode(200);
        ada.thumb(id, "up").statusCode(200);
        ada.post("/v1/comparisons", Map.of("completion_ids", List.of(id, id + "/1"), "outcome", "second"))
                .statusCode(200);
        ada.post("/v1/demonstrations", Map.of("completion_id", id, "correction", "I cannot write letters."))
                .statusCode(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theExportHasTheColumnsOfTheField() throws IOException {
        JsonNode thumb = only(lines("/v1/feedback?kind=thumbs"));
        assertThat(thumb.path("label").asBoolean()).isTrue();
        assertThat(thumb.at("/prompt/0/content").asText()).isEqualTo("Write to jo@example.com please");
        assertThat(thumb.at("/completion/0/role").asText()).isEqualTo("assistant");
        assertThat(thumb.path("user").asText()).matches("u[0-9a-f]{32}");
        JsonNode pair = only(lines("/v1/feedback?kind=pairs"));
        assertThat(pair.path("chosen_id").asText()).endsWith("/1");
        assertThat(pair.at("/rejected/0/content").asText()).isEqualTo("Write to jo@example.com please");
        assertThat(only(lines("/v1/feedback?kind=demonstrations"))
                        .at("/messages/1/content")
                        .asText())
                .isEqualTo("I cannot write letters.");
        assertThat(lines("/v1/feedback?kind=prompts")).isNotEmpty();
        String clean = root.get("/v1/feedback?kind=thumbs&clean=true")
                .statusCode(200)
                .extract()
                .asString();
        assertThat(clean).contains("[EMAIL]").doesNotContain("jo@example.com");
    }

    @Test
    void anAnswerNobodyJudgedStaysAsLongAsIsConfigured() {
        String key = "{attune}:completion:" + ada.answered("nobody judged me");
        try (RedisLine redis = RedisLine.to(data)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> redis.ask("EXISTS", key).equals("1"));
            assertThat(Long.parseLong(redis.ask("TTL", key))).isBetween(2 * 86_400L, 3 * 86_400L);
        }
    }

    @Test
    void onlyAnAdministratorExportsAndErases() {
        ada.get("/v1/feedback?kind=thumbs").statusCode(403);
        ada.delete("/v1/users/bob").statusCode(403);
        root.get("/v1/feedback").statusCode(400).body("error.param", equalTo("kind"));
        root.get("/v1/feedback?kind=secrets").statusCode(400).body("error.param", equalTo("kind"));
    }

    @Test
    void anErasedUserLeavesNoByteAndNothingLateIsTaken() throws IOException {
        String id = bob.answered(MARK);
        bob.post("/v1/feedback", Map.of("completion_id", id, "thumb", "down", "comment", MARK))
                .statusCode(200);
        bob.post("/v1/alternatives", Map.of("completion_id", id, "k", 2)).statusCode(200);
        Path elsewhere = out.resolve("elsewhere.jsonl");
        Files.writeString(
                elsewhere,
                "{\"user\":\"bob\",\"prompt\":\"%s\",\"completion\":\"Yes.\",\"label\":true}\n".formatted(MARK)
                        + "{\"user\":\"cy\",\"prompt\":\"Why?\",\"completion\":\"So.\",\"label\":true}\n");
        attune("feedback", "import", elsewhere.toString(), "--data-dir", data.toString());
        learnFrom("bob", 12);
        assertThat(filesWithTheMark()).anyMatch(file -> file.startsWith(data.resolve("imported")));
        String report = erased("bob")
                .statusCode(200)
                .header("idempotent-replayed", nullValue())
                .body("records", greaterThanOrEqualTo(4), "files_rewritten", equalTo(true), "versions", contains(12))
                .extract()
                .asString();
        erased("bob").statusCode(200).header("idempotent-replayed", "true").body(equalTo(report));
        erased("cy").statusCode(422).body("error.code", equalTo("idempotency_key_reused"));
        assertThat(imported().examples(imported().names()))
                .anyMatch(left -> left.toString().contains("Why?"));
        assertThat(keysWithTheMark()).isEmpty();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(filesWithTheMark()).isEmpty());
        bob.thumb(id, "up").statusCode(410).body("error.code", equalTo("erased"));
        bob.get("/v1/feedback/mine").statusCode(200).body("data", empty());
        root.delete("/v1/users/bob").statusCode(200).body("records", equalTo(0), "versions", contains(12));
        root.delete("/v1/users/bob%2Fnobody").statusCode(200).body("records", equalTo(0));
    }

    @Test
    void commandsExportImportAndReportBesideARunningServer() throws IOException {
        assertThat(attune("feedback", "export", "--out", out.toString(), "--data-dir", data.toString()))
                .contains("1 thumbs in")
                .contains("1 pairs in");
        assertThat(Files.readString(out.resolve("thumbs.jsonl"))).contains("jo@example.com");
        attune(
                "feedback",
                "export",
                "--clean",
                "--out",
                out.resolve("clean").toString(),
                "--data-dir",
                data.toString());
        assertThat(Files.readString(out.resolve("clean").resolve("thumbs.jsonl")))
                .contains("[EMAIL]");
        Path file = out.resolve("others.jsonl");
        Files.writeString(
                file, "{\"prompt\":\"What is rain?\",\"chosen\":\"Water from clouds.\",\"rejected\":\"A colour.\"}\n");
        for (int i = 0; i < 2; i++) {
            assertThat(attune("feedback", "import", file.toString(), "--data-dir", data.toString()))
                    .contains("1 pairs taken into");
        }
        try (RedisLine redis = RedisLine.to(data)) {
            redis.ask("XADD", "{attune}:events-set-aside", "*", "entry", "7-0", "reason", "it killed them all");
        }
        JsonNode report =
                JSON.readTree(attune("feedback", "report", "--json", "--user", "ada", "--data-dir", data.toString()));
        assertThat(report.at("/user/thumb:up").asInt()).isEqualTo(1);
        assertThat(report.at("/all/comparison:second").asInt()).isEqualTo(1);
        assertThat(report.at("/by_version/" + ScriptedGenerator.VERSION + "/correction")
                        .asInt())
                .isEqualTo(1);
        assertThat(report.at("/set_aside/7-0").asText()).isEqualTo("it killed them all");
        assertThat(report.at("/hygiene/read").asInt()).isGreaterThanOrEqualTo(5);
        assertThat(attune("feedback", "report", "--data-dir", data.toString()))
                .contains("What people said:", "Of version 7:", "judgements revised later");
    }

    @Test
    void aFileThatCannotBeReadIsRefusedByItsLine() throws IOException {
        Path file = out.resolve("broken.jsonl");
        Files.writeString(file, "{\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\"}\n{\"prompt\":7}\n");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new PrintStream(PrintStream.nullOutputStream()),
                new PrintStream(err),
                "feedback",
                "import",
                file.toString(),
                "--data-dir",
                out.toString());
        assertThat(status).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("broken.jsonl:2");
        assertThat(ImportedFeedback.in(out).names()).isEmpty();
    }

    private static ValidatableResponse erased(String user) {
        return root.request()
                .header("Idempotency-Key", "one-erasure")
                .delete(server.url() + "/v1/users/" + user)
                .then();
    }

    private static String attune(String... args) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(new PrintStream(said, true, StandardCharsets.UTF_8), new PrintStream(err), args);
        assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return said.toString(StandardCharsets.UTF_8);
    }

    private static List<JsonNode> lines(String path) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line :
                root.get(path).statusCode(200).extract().asString().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static JsonNode only(List<JsonNode> lines) {
        List<JsonNode> kept =
                lines.stream().filter(line -> !line.toString().contains(MARK)).toList();
        assertThat(kept).hasSize(1);
        return kept.get(0);
    }

    /** As a trainer says it when it has made a version. */
    private static void learnFrom(String user, long version) {
        FeedbackRedis.Settings settings = new FeedbackRedis.Settings(
                EmbeddedRedis.running(data).orElseThrow(), "attune", Duration.ofSeconds(5), 100, null);
        try (FeedbackRedis redis = FeedbackRedis.open(settings)) {
            new Erasure(redis, Retention.DEFAULT, Duration.ofSeconds(5), Clock.systemUTC())
                    .recordUse(version, List.of(user))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static ImportedFeedback imported() {
        return ImportedFeedback.in(data);
    }

    private static List<String> keysWithTheMark() {
        try (RedisLine redis = RedisLine.to(data)) {
            return redis.list("KEYS", "*").stream()
                    .filter(key -> key.contains(MARK) || redis.ask("DUMP", key).contains(MARK))
                    .toList();
        }
    }

    private static List<Path> filesWithTheMark() {
        try (Stream<Path> redis = Files.walk(data.resolve("redis"));
                Stream<Path> imported = Files.walk(imported().path())) {
            return Stream.concat(redis, imported)
                    .filter(Files::isRegularFile)
                    .filter(FeedbackDataTest::hasTheMark)
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean hasTheMark(Path file) {
        try {
            return text(Files.readAllBytes(file)).contains(MARK);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
