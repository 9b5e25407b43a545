package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A key takes what it may take, and is told when there is more. The buckets here fill so slowly that a slow machine changes nothing. */
final class LimitsOverHttpTest {
    private static final String KEY = "a-key-that-has-limits";

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void tooManyRequestsAreToldWhenToComeBack() throws Exception {
        try (RunningServer server = start("keys.limits.requests-per-minute", 1, "keys.limits.request-burst", 2)) {
            HttpResponse<String> first = chat(server, "hi");
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("1");
            assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
            assertThat(header(first, "x-ratelimit-reset-requests")).matches("1m0s|[0-9.]+s");
            assertThat(first.headers().firstValue("x-ratelimit-limit-tokens")).isEmpty();
            assertThat(chat(server, "hi").statusCode()).isEqualTo(200);

            HttpResponse<String> refused = chat(server, "hi");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body())
                    .contains("\"type\":\"requests\"", "\"code\":\"rate_limit_exceeded\"", "1 requests per minute");
            long seconds = Long.parseLong(header(refused, "Retry-After"));
            long ms = Long.parseLong(header(refused, "retry-after-ms"));
            assertThat(seconds).isBetween(30L, 60L).isEqualTo((ms + 999) / 1000);
            assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
        }
    }

    @Test
    void aKeyThatHasTakenAllLeavesAnotherAlone() throws Exception {
        String other = "a-key-of-somebody-else";
        try (RunningServer server = start(
                "keys.environment",
                "alice:chat:" + KEY + ",bob:chat:" + other,
                "keys.limits.requests-per-minute",
                1,
                "keys.limits.request-burst",
                1)) {
            assertThat(chat(server, "hi").statusCode()).isEqualTo(200);
            assertThat(chat(server, "hi").statusCode()).isEqualTo(429);
            HttpRequest theirs = server.post(Bodies.say("hi"))
                    .header("Authorization", "Bearer " + other)
                    .build();
            assertThat(client.send(theirs, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void promptAndCompletionAreCharged() throws Exception {
        try (RunningServer server = start("keys.limits.tokens-per-minute", 10, "keys.limits.token-burst", 100)) {
            HttpResponse<String> first = chat(server, "x".repeat(40));
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(header(first, "x-ratelimit-limit-tokens")).isEqualTo("10");
            assertThat(Integer.parseInt(header(first, "x-ratelimit-remaining-tokens")))
                    .isBetween(60, 65);
            // 40 were the prompt and 41 the completion, so 30 more find no room.
            await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> {
                HttpResponse<String> refused = chat(server, "x".repeat(60));
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.body()).contains("\"type\":\"tokens\"");
                assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(150, 250);
            });
            assertThat(server.generator().requests())
                    .as("a refused prompt costs no computing")
                    .isEqualTo(1);
        }
    }

    @Test
    void onlySoManyRequestsRunAtATimeAndAGoneOneMakesRoom() throws Exception {
        try (RunningServer server = start("keys.limits.concurrent-requests", 1)) {
            server.generator().holdAt(1);
            CompletableFuture<HttpResponse<String>> running = client.sendAsync(
                    server.post(Bodies.say("hello", "stream", true))
                            .header("Authorization", "Bearer " + KEY)
                            .build(),
                    BodyHandlers.ofString());
            await().atMost(30, TimeUnit.SECONDS).until(() -> server.generator().inFlight() == 1);
            HttpResponse<String> refused = chat(server, "hi");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(header(refused, "Retry-After")).isEqualTo("2");
            server.generator().release();
            assertThat(running.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            await().atMost(30, TimeUnit.SECONDS).until(() -> chat(server, "hi").statusCode() == 200);
        }
    }

    @Test
    void withoutKeysNobodyIsLimited() throws Exception {
        try (RunningServer server = RunningServer.start(Map.of("keys.limits.requests-per-minute", 1))) {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> response = chat(server, "hi");
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.headers().firstValue("x-ratelimit-limit-requests"))
                        .isEmpty();
            }
        }
    }

    @Test
    void aFullQueueSaysWhenAnAnswerIsExpectedToEnd() throws Exception {
        try (RunningServer server = RunningServer.start(Map.of("http.retry-after-s", 3_000))) {
            server.generator().capacity(0);
            assertThat(header(chat(server, "hi"), "Retry-After"))
                    .as("nothing is known yet")
                    .isEqualTo("3000");
            server.generator().capacity(1);
            for (int i = 0; i < 10; i++) {
                await().atMost(30, TimeUnit.SECONDS)
                        .until(() -> server.generator().inFlight() == 0);
                assertThat(chat(server, "hi").statusCode()).isEqualTo(200);
            }
            server.generator().capacity(0);
            HttpResponse<String> refused = chat(server, "hi");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(Long.parseLong(header(refused, "retry-after-ms"))).isBetween(1L, 60_000L);
            assertThat(Long.parseLong(header(refused, "Retry-After"))).isBetween(1L, 60L);
        }
    }

    private static RunningServer start(Object... settings) {
        Map<String, Object> all = new java.util.HashMap<>(Map.of("keys.environment", KEY));
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        return RunningServer.start(all);
    }

    private HttpResponse<String> chat(RunningServer server, String text) throws IOException, InterruptedException {
        return client.send(
                server.post(Bodies.say(text))
                        .header("Authorization", "Bearer " + KEY)
                        .build(),
                BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("missing");
    }
}
