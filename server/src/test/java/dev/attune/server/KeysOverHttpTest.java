package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A server that knows keys lets in who shows one, to what its roles allow. */
final class KeysOverHttpTest {
    @TempDir
    private static Path dir = Path.of(".");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path file = dir.resolve("keys-" + System.nanoTime() + ".json");
    private final String chatKey = newKey("alice", "chat,feedback");
    private final String metricsKey = newKey("prometheus", "metrics");
    private final String adminKey = newKey("root", "admin");
    private final RunningServer server =
            RunningServer.start(Map.of("keys.file", file.toString(), "keys.reload-ms", 20));
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        rootLogger().addAppender(log);
    }

    @AfterEach
    void stop() {
        server.close();
        rootLogger().detachAppender(log);
        assertThat(log.list).as("no key in the log").noneMatch(event -> event.getFormattedMessage()
                .contains("sk-attune"));
    }

    @Test
    void aKeyWithTheRoleIsLetIn() throws Exception {
        assertThat(chat("Bearer " + chatKey).statusCode()).isEqualTo(200);
        assertThat(chat("bEARER   " + chatKey + " ").statusCode()).isEqualTo(200);
        assertThat(chat("Bearer " + adminKey).statusCode()).isEqualTo(200);
    }

    @Test
    void answersAreKeptUnderTheKeysUser() throws Exception {
        assertThat(keptFor(Bodies.say("hi"))).isEqualTo("alice");
        assertThat(keptFor(Bodies.say("hi", "user", "bob"))).isEqualTo("alice/bob");
    }

    @Test
    void whoShowsNoKeyOrAnotherIsNotLetIn() throws Exception {
        String[] wrong = {
            "Bearer " + chatKey.toUpperCase(java.util.Locale.ROOT),
            "Bearer " + chatKey + "x",
            "Bearer " + chatKey.substring(0, chatKey.length() - 1),
            "Bearer " + "x".repeat(8_000),
            "Bearer",
            "Bearer ",
            "",
            "Basic " + chatKey,
            chatKey,
            "Bearer " + chatKey + "," + adminKey,
        };
        for (String header : wrong) {
            isRefused(chat(header));
        }
        isRefused(send("/v1/chat/completions", Bodies.say("hi")));
        isRefused(send("/v1/models", null));
        isRefused(send("/v1/chat/completions", "{ not even JSON"));
    }

    @Test
    void twoKeysAtOnceAreNone() throws Exception {
        HttpRequest.Builder request = server.post(Bodies.say("hi"))
                .header("Authorization", "Bearer " + chatKey)
                .header("Authorization", "Bearer " + adminKey);
        isRefused(client.send(request.build(), BodyHandlers.ofString()));
    }

    @Test
    void aKeyWithoutTheRoleIsForbidden() throws Exception {
        HttpResponse<String> response = chat("Bearer " + metricsKey);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("\"code\":\"missing_role\"", "needs the role chat");
        assertThat(send("/v1/models", null, "Authorization", "Bearer " + metricsKey)
                        .statusCode())
                .isEqualTo(200);
        String onlyChat = newKey("carol", "chat");
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> chat("Bearer " + onlyChat).statusCode() == 200);
        HttpResponse<String> judging = send(
                "/v1/feedback",
                "{\"completion_id\":\"chatcmpl-1\",\"thumb\":\"up\"}",
                "Authorization",
                "Bearer " + onlyChat);
        assertThat(judging.statusCode()).isEqualTo(403);
        assertThat(judging.body()).contains("\"code\":\"missing_role\"", "needs the role feedback");
    }

    /** In sight of the filter that holds every such reply against the contract. */
    @Test
    void aRefusalIsWhatTheContractSays() {
        given().contentType("application/json")
                .body(Bodies.say("hi"))
                .post(server.url() + "/v1/chat/completions")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer");
        given().header("Authorization", "Bearer " + metricsKey)
                .contentType("application/json")
                .body(Bodies.say("hi"))
                .post(server.url() + "/v1/chat/completions")
                .then()
                .statusCode(403);
    }

    @Test
    void onlyAdminsSeeAndDecideWhatIsLearned() throws Exception {
        List<String> operations = List.of(
                "GET /v1/policy",
                "GET /v1/policy/versions",
                "GET /v1/training",
                "GET /v1/training/events",
                "POST /v1/policy/rollback",
                "POST /v1/policy/2/promote",
                "POST /v1/training/start",
                "POST /v1/training/pause",
                "POST /v1/training/resume",
                "POST /v1/training/stop");
        for (String operation : operations) {
            for (String key : List.of(chatKey, metricsKey)) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(server.url() + operation.split(" ")[1]))
                        .method(operation.split(" ")[0], HttpRequest.BodyPublishers.noBody())
                        .header("Authorization", "Bearer " + key)
                        .build();
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                assertThat(response.statusCode()).as(operation).isEqualTo(403);
                assertThat(response.body()).contains("\"code\":\"missing_role\"", "needs the role admin");
            }
        }
        assertThat(send("/v1/training", null, "Authorization", "Bearer " + adminKey)
                        .statusCode())
                .isNotIn(401, 403);
    }

    @Test
    void noSpellingOfThePathLeadsPastTheKey() throws Exception {
        for (String path : List.of(
                "/v1/models",
                "/v1/models/",
                "/v1//models",
                "/v1/./models",
                "/v1/x/../models",
                "/%761/models",
                "/v1/models/echo",
                "/v1/models/echo/")) {
            assertThat(send(path, null).statusCode()).as(path).isIn(401, 404);
            assertThat(send(path, null).body()).as(path).doesNotContain("\"owned_by\"");
        }
        for (String path : List.of("/v1/chat/completions/", "/v1/chat//completions", "/v1/chat/./completions")) {
            assertThat(send(path, Bodies.say("hi")).statusCode()).as(path).isIn(401, 404, 405);
        }
        assertThat(server.generator().requests()).isZero();
    }

    @Test
    void whatNeedsNoKeyAsksForNone() throws Exception {
        Matcher script = Pattern.compile("assets/[^\"]*/js/app\\.js")
                .matcher(send("/", null).body());
        assertThat(script.find()).isTrue();
        for (String path : List.of("/health", "/ready", "/", "/" + script.group())) {
            assertThat(send(path, null).statusCode()).as(path).isEqualTo(200);
        }
        HttpRequest options = HttpRequest.newBuilder(URI.create(server.url() + "/v1/chat/completions"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(options, BodyHandlers.ofString()).statusCode()).isNotEqualTo(401);
    }

    @Test
    void aKeyThatIsTakenBackIsRefusedWithoutARestart() throws Exception {
        assertThat(chat("Bearer " + chatKey).statusCode()).isEqualTo(200);
        run("keys", "remove", "--keys", file.toString(), "alice");
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> chat("Bearer " + chatKey).statusCode() == 401);
        assertThat(chat("Bearer " + adminKey).statusCode()).isEqualTo(200);
        String later = newKey("bob", "chat");
        await().atMost(20, TimeUnit.SECONDS).until(() -> chat("Bearer " + later).statusCode() == 200);
    }

    @Test
    void theCommandsListWithoutShowingHashes() {
        assertThat(run("keys", "list", "--keys", file.toString()))
                .isEqualTo("alice\talice\tchat,feedback\nprometheus\tprometheus\tmetrics\nroot\troot\tadmin\n");
    }

    @Test
    void withKeysOthersMayReachIt() {
        RunningServer.start(Map.of("keys.file", file.toString(), "http.host", "0.0.0.0"))
                .close();
        RunningServer.start(Map.of("keys.environment", chatKey, "http.host", "0.0.0.0"))
                .close();
    }

    @Test
    void aKeyFromTheEnvironmentIsLetIn() throws Exception {
        try (RunningServer other =
                RunningServer.start(Map.of("keys.environment", "carol:chat:a-key-of-my-own-choice"))) {
            HttpRequest.Builder request = other.post(Bodies.say("hi"));
            isRefused(client.send(request.build(), BodyHandlers.ofString()));
            request.header("Authorization", "Bearer a-key-of-my-own-choice");
            assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    /** The user under whom an answer to alice's key is kept. */
    private @Nullable String keptFor(String body) throws Exception {
        String reply = send("/v1/chat/completions", body, "Authorization", "Bearer " + chatKey)
                .body();
        return server.application()
                .completions()
                .find(JsonPath.from(reply).getString("id"))
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .user();
    }

    private void isRefused(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(response.body())
                .contains("\"type\":\"invalid_request_error\"", "\"param\":null", "\"code\":\"invalid_api_key\"")
                .doesNotContain("sk-attune");
    }

    private HttpResponse<String> chat(String authorization) throws IOException, InterruptedException {
        return send("/v1/chat/completions", Bodies.say("hi"), "Authorization", authorization);
    }

    private HttpResponse<String> send(String path, @Nullable String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
        if (body != null) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String newKey(String user, String roles) {
        return run("keys", "add", "--keys", file.toString(), "--user", user, "--role", roles)
                .strip();
    }

    private static String run(String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = Main.run(print(out), print(err), args);
        assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
