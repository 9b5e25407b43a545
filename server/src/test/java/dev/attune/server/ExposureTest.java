package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.attune.server.access.AccessKey;
import dev.attune.server.access.KeyFile;
import dev.attune.server.access.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser on this machine is no door for web sites it happens to show. */
final class ExposureTest {
    private static final String KEY = "a-key-for-browsers";
    private static final String SITE = "https://chat.example.org";
    private static RunningServer keyless;
    private static RunningServer keyed;
    private static RunningServer listed;

    @BeforeAll
    static void start() {
        keyless = RunningServer.start();
        keyed = RunningServer.start(Map.of("keys.environment", KEY));
        listed = RunningServer.start(Map.of("keys.environment", KEY, "http.cors-origins", List.of(SITE)));
    }

    @AfterAll
    static void stop() {
        keyless.close();
        keyed.close();
        listed.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "127.0.0.1", "127.1.2.3:9000", "[::1]:8080", "LOCALHOST:1", "attune.localhost", ""})
    void thisMachineHasManyNames(String host) throws IOException {
        assertThat(RawHttp.exchange(keyless, "GET /v1/models HTTP/1.1", "Host: " + host))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.5",
                "0.0.0.0", "127.0.0.1@evil.example", "evil.example\r\nHost: localhost", "localhost, evil.example",
                        "[::2]",
                "localhost:evil.example"
            })
    void aNamePointedAtThisMachineIsRefused(String host) throws IOException {
        for (String request : List.of("GET /v1/models", "GET /", "GET /health", "POST /v1/chat/completions")) {
            String reply = RawHttp.exchange(keyless, request + " HTTP/1.1", "Host: " + host, "Content-Length: 0");
            assertThat(reply).containsPattern("^HTTP/1.1 (403|400)").doesNotContain("owned_by");
        }
    }

    @Test
    void aServerThatBeganWithoutKeysAsksForThemAsSoonAsThereAreSome(@TempDir Path folder) throws IOException {
        try (RunningServer server = RunningServer.start(Map.of("data-dir", folder.toString(), "keys.reload-ms", 20))) {
            assertThat(models(server)).startsWith("HTTP/1.1 200");
            String hash = HexFormat.of().formatHex(Secret.sha256(KEY));
            AccessKey key = new AccessKey("ann", "ann", hash, List.of("chat"), null);
            new KeyFile(KeyFile.in(folder)).change(none -> List.of(key));
            await().atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(models(server)).startsWith("HTTP/1.1 401"));
            assertThat(models(server, "Authorization: Bearer " + KEY)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void withKeysTheNameDoesNotMatter() throws IOException {
        assertThat(RawHttp.exchange(
                        keyed, "GET /v1/models HTTP/1.1", "Host: attune.example.org", "Authorization: Bearer " + KEY))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost:1", "http://127.0.0.1", "file://", "::"})
    void anotherSitesScriptGetsNothingOfAServerWithoutKeys(String origin) throws IOException {
        for (String type : List.of("text/plain", "application/json")) {
            String reply = RawHttp.exchange(
                    keyless,
                    "POST /v1/chat/completions HTTP/1.1",
                    "Host: 127.0.0.1",
                    "Origin: " + origin.replace("http://127.0.0.1", "http://127.0.0.1:9"),
                    "Content-Type: " + type,
                    "Content-Length: 2",
                    "",
                    "{}");
            assertThat(reply)
                    .startsWith("HTTP/1.1 403")
                    .contains("origin_not_allowed")
                    .doesNotContainIgnoringCase("access-control-");
        }
        assertThat(keyless.generator().requests()).isZero();
    }

    @Test
    void theOwnPageMayCall() throws IOException {
        String host = "127.0.0.1:" + keyless.application().port();
        assertThat(RawHttp.exchange(keyless, "GET /v1/models HTTP/1.1", "Host: " + host, "Origin: http://" + host))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void withoutAListNoOriginIsShared() throws IOException {
        String reply = RawHttp.exchange(
                keyed, "GET /v1/models HTTP/1.1", "Host: x", "Origin: " + SITE, "Authorization: Bearer " + KEY);
        assertThat(reply).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("access-control-");
        assertThat(preflight(keyed, SITE)).doesNotContain(" 204 ").doesNotContainIgnoringCase("access-control-");
    }

    @Test
    void aListedOriginMayCallAndReadTheHeaders() throws IOException {
        assertThat(preflight(listed, SITE))
                .startsWith("HTTP/1.1 204")
                .contains("access-control-allow-origin: " + SITE)
                .contains(
                        "access-control-allow-headers: authorization, content-type, x-stainless-os, idempotency-key\r\n")
                .containsPattern("access-control-allow-methods: .*POST.*DELETE")
                .contains("access-control-max-age: 600")
                .doesNotContain("x-evil");
        String reply = RawHttp.exchange(
                listed, "GET /v1/models HTTP/1.1", "Host: x", "Origin: " + SITE, "Authorization: Bearer " + KEY);
        assertThat(reply)
                .startsWith("HTTP/1.1 200")
                .contains("access-control-allow-origin: " + SITE)
                .contains("vary: origin")
                .containsPattern("access-control-expose-headers: .*x-request-id.*x-weights-version.*retry-after");
        assertThat(RawHttp.exchange(listed, "GET /v1/models HTTP/1.1", "Host: x", "Origin: " + SITE))
                .as("a refusal can be read too")
                .startsWith("HTTP/1.1 401")
                .contains("access-control-allow-origin: " + SITE);
        assertThat(preflight(listed, "https://evil.example"))
                .doesNotContain(" 204 ")
                .doesNotContainIgnoringCase("access-control-allow-origin");
    }

    @Test
    void aStarLetsAllOfThemInButOnlyWithAKey() throws IOException {
        try (RunningServer open =
                RunningServer.start(Map.of("keys.environment", KEY, "http.cors-origins", List.of("*")))) {
            assertThat(preflight(open, "https://any.example")).contains("access-control-allow-origin: *");
        }
        assertThatThrownBy(() -> RunningServer.start(Map.of("http.cors-origins", List.of("*"))))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("http.cors-origins");
    }

    @Test
    void everyReplyTellsBrowsersToBeCareful() throws IOException {
        List<String> replies = List.of(
                RawHttp.exchange(keyed, "GET /health HTTP/1.1", "Host: x"),
                RawHttp.exchange(keyed, "GET /v1/models HTTP/1.1", "Host: x"),
                RawHttp.exchange(keyed, "GET /nowhere HTTP/1.1", "Host: x"),
                RawHttp.exchange(keyed, "GET /%zz HTTP/1.1", "Host: x"),
                RawHttp.exchange(keyed, "nonsense"));
        assertThat(replies).allSatisfy(reply -> assertThat(reply)
                .contains(
                        "x-content-type-options: nosniff",
                        "referrer-policy: no-referrer",
                        "x-frame-options: DENY",
                        "content-security-policy: default-src 'none'; frame-ancestors 'none'",
                        "cache-control: no-store")
                .doesNotContain("strict-transport-security"));
    }

    private static String models(RunningServer server, String... headers) throws IOException {
        Stream<String> head =
                Stream.concat(Stream.of("GET /v1/models HTTP/1.1", "Host: localhost"), Stream.of(headers));
        return RawHttp.exchange(server, head.toArray(String[]::new));
    }

    private static String preflight(RunningServer server, String origin) throws IOException {
        return RawHttp.exchange(
                server,
                "OPTIONS /v1/chat/completions HTTP/1.1",
                "Host: x",
                "Origin: " + origin,
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization,content-type,x-stainless-os,idempotency-key,x-evil");
    }
}
