package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.attune.feedback.embedded.EmbeddedRedis;
import dev.attune.feedback.embedded.RedisException;
import dev.attune.server.config.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which Redis a server takes, and what it says of it. */
final class RedisAtStartTest {
    /** Where nobody listens. */
    private static final String NOWHERE = "redis://:secret@127.0.0.1:1";

    @TempDir
    private Path data = Path.of(".");

    @Test
    void withoutAnAddressItStartsOneOfItsOwnAndJudgementsAreThereAfterARestart() {
        String judgement;
        try (RunningServer server = own()) {
            assertThat(server.output())
                    .contains("(bundled) on 127.0.0.1:")
                    .contains("data in " + data.resolve("redis"))
                    .contains("a judgement is on disk before it is acknowledged.");
            assertThatThrownBy(this::own).isInstanceOf(RedisException.class).hasMessageContaining(data.toString());
            FeedbackClient person = FeedbackClient.of(server.url());
            judgement = person.thumb(person.answered("hello"), "up")
                    .statusCode(200)
                    .extract()
                    .path("id");
        }
        try (RunningServer server = own()) {
            FeedbackClient.of(server.url())
                    .get("/v1/feedback/mine")
                    .statusCode(200)
                    .body("data[0].id", equalTo(judgement))
                    .body("data[0].answers[0].content", equalTo("hello"));
        }
    }

    @Test
    void aRedisThatIsAwayIsWaitedForWhileChatGoesOn() {
        try (RunningServer server = RunningServer.start(Map.of("redis.url", NOWHERE))) {
            assertThat(server.output())
                    .contains("Redis at redis://***@127.0.0.1:1 is away")
                    .doesNotContain("secret");
            FeedbackClient person = FeedbackClient.of(server.url());
            String id = person.answered("Is anybody there?");
            Map<String, Object> acts = Map.of(
                    "/v1/feedback", Map.of("completion_id", id, "thumb", "up"),
                    "/v1/rankings", Map.of("completion_ids", List.of(List.of(id), List.of(id + "/1"))),
                    "/v1/comparisons", Map.of("completion_ids", List.of(id, id + "/1"), "outcome", "tie"),
                    "/v1/demonstrations", Map.of("completion_id", id, "correction", "Better."));
            acts.forEach((path, act) -> person.post(path, act)
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("error.code", equalTo("feedback_unavailable")));
            given().get(server.url() + "/ready").then().statusCode(503).header("Retry-After", notNullValue());
            given().get(server.url() + "/health").then().statusCode(200);
        }
    }

    @Test
    void aGivenRedisThatKeepsLessIsSaidInOneLine() {
        try (RunningServer keeper = own();
                RedisLine redis = RedisLine.to(data)) {
            String address = EmbeddedRedis.running(data).orElseThrow();
            redis.ask("CONFIG", "SET", "appendfsync", "everysec");
            try (RunningServer server = RunningServer.start(Map.of("redis.url", address))) {
                assertThat(server.output().lines().filter(line -> line.startsWith("Redis at ")))
                        .singleElement()
                        .asString()
                        .contains("appendfsync");
            }
            assertThat(keeper.output()).doesNotContain("appendfsync");
        }
    }

    @Test
    void aGivenRedisBehindTlsKeepsAThumb() throws Exception {
        TestCertificate certificate = TestCertificate.make(data, "redis", "RSA", 0);
        try (RunningServer keeper = own();
                RedisLine redis = RedisLine.to(data)) {
            String pem = certificate.certificate().toString();
            int port = listenWithTls(redis, pem, certificate.key().toString());
            assertThat(keeper.url()).startsWith("http");
            String login = URI.create(EmbeddedRedis.running(data).orElseThrow()).getUserInfo();
            Map<String, Object> settings = Map.of(
                    "redis.url",
                    "rediss://" + login + "@127.0.0.1:" + port,
                    "redis.certificates",
                    pem,
                    "redis.namespace",
                    "tls",
                    "data-dir",
                    data.resolve("given").toString());
            try (RunningServer server = RunningServer.start(settings)) {
                assertThat(server.output()).contains("Redis at rediss://***@127.0.0.1:" + port);
                FeedbackClient person = FeedbackClient.of(server.url());
                person.thumb(person.answered("in secret"), "up").statusCode(200);
                person.get("/v1/feedback/mine").body("data[0].answers[0].content", equalTo("in secret"));
                person.delete("/v1/users/local").statusCode(200).body("files_rewritten", equalTo(true));
            }
            assertThat(redis.list("KEYS", "{tls}:*")).isNotEmpty();
        }
    }

    private static int listenWithTls(RedisLine redis, String certificate, String key) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("tls-cert-file", certificate);
        settings.put("tls-key-file", key);
        settings.put("tls-ca-cert-file", certificate);
        settings.put("tls-auth-clients", "no");
        settings.put("tls-port", Integer.toString(port));
        settings.forEach((name, value) -> redis.ask("CONFIG", "SET", name, value));
        return port;
    }

    @Test
    void whatIsNoAddressIsRefusedWithoutItsPassword() {
        assertThatThrownBy(() -> RunningServer.start(Map.of("redis.url", "http//:secret@host")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("redis")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aProgramThatIsNoRedisIsRefused() {
        assertThatThrownBy(() -> RunningServer.start(Map.of("data-dir", data.toString(), "redis.binary", "/bin/true")))
                .isInstanceOf(RedisException.class)
                .hasMessageContaining("/bin/true");
    }

    private RunningServer own() {
        return RunningServer.start(Map.of("data-dir", data.toString()));
    }
}
