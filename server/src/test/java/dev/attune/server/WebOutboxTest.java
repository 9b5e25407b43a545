package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said while nobody can keep it waits in the browser, and has one effect in the end. */
@ExtendWith(BrowserSession.class)
final class WebOutboxTest {
    private static final String BADGE = "#pages a[href='#/judgements'] .badge";

    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aThumbSaidWhileRedisStandsStillOutlivesAReloadAndIsKeptOnce(@TempDir Path data, Browser browser)
            throws IOException, InterruptedException {
        Map<String, ?> own = Map.of("data-dir", data.toString(), "redis.command-timeout-ms", 300);
        try (RunningServer other = RunningServer.start(own)) {
            stopRedisAndJudge(ChatPage.ready(browser, other.url()), data);
            mine(other).body("data", hasSize(1), "data[0].revision", equalTo(2), "data[0].thumb", equalTo("down"));
        }
    }

    private static void stopRedisAndJudge(ChatPage page, Path data) throws IOException, InterruptedException {
        page.ask("Hello");
        page.act("up");
        page.until(() -> page.text(".verdict p").equals("Thanks, your thumb is kept."));
        String redis = Files.readString(data.resolve("redis/redis.pid")).strip();
        signal("-STOP", redis);
        try {
            page.act("down");
            page.until(() -> page.text(".verdict p").contains("This waits in your browser"));
            assertThat(page.is(".verdict[data-verdict=kept]")).isFalse();
            assertThat(page.text(BADGE)).isEqualTo("1 waiting");
            page.reload();
            page.until(() -> page.is("[data-action=down][aria-pressed=true]")
                    && page.text(".verdict p").contains("This waits in your browser"));
        } finally {
            signal("-CONT", redis);
        }
        page.until(() -> page.text(".verdict p").equals("Thanks, your thumb is kept."));
        page.until(() -> !page.isShown(BADGE));
    }

    @Test
    void withoutALineThingsWaitInOrderAndGoOutByThemselvesWhenItIsBack(Browser browser) {
        ChatPage page = ChatPage.ready(browser, server.url());
        page.ask("Hello");
        browser.offline(true);
        try {
            page.act("up");
            page.act("down");
            page.act("down");
            page.act("up");
            page.until(() -> page.text(BADGE).equals("4 waiting"));
            mine(server).body("data", empty());
        } finally {
            browser.offline(false);
        }
        page.until(() -> page.text(".verdict p").equals("Thanks, your thumb is kept."));
        mine(server).body("data", hasSize(1), "data[0].revision", equalTo(4), "data[0].thumb", equalTo("up"));
    }

    @ParameterizedTest
    @CsvSource({
        "403, not_yours, This answer was given to somebody else.",
        "404, unknown_completion, The server does not know this answer.",
        "410, expired, The server has given this answer up.",
        "422, idempotency_key_reused, Something else was sent under the same name."
    })
    void aRefusalIsSaidInWordsAndMayBeTriedAgain(int status, String code, String title, Browser browser)
            throws IOException {
        try (Gateway gateway = Gateway.to(server.url())) {
            ChatPage page = ChatPage.ready(browser, gateway.url());
            page.ask("Hello");
            gateway.refuse(new Gateway.Refusal(
                    exchange -> exchange.getRequestURI().getPath().startsWith("/v1/feedback"),
                    status,
                    Map.of("Content-Type", "application/json"),
                    Bodies.json(Map.of("error", Map.of("message", "Because.", "type", "x", "code", code)))));
            page.act("up");
            page.until(() -> page.is(".verdict[data-verdict=refused]"));
            assertThat(page.text(".verdict p")).isEqualTo(title + " Because.");
            assertThat(page.texts(".verdict button")).isEqualTo(List.of("Try again", "Let it go"));
            assertThat(page.is("[data-action=up][aria-pressed=true]")).isFalse();
            gateway.letThrough();
            page.the(".verdict button").click();
            page.until(() -> page.text(".verdict p").equals("Thanks, your thumb is kept."));
            mine(server).body("data", hasSize(1), "data[0].revision", equalTo(1));
        }
    }

    private static ValidatableResponse mine(RunningServer server) {
        return FeedbackClient.of(server.url()).get("/v1/feedback/mine").statusCode(200);
    }

    private static void signal(String signal, String pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
    }
}
