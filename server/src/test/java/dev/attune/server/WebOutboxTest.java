package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/** What is said while nobody can keep it waits in the browser, and has one effect in the end. */
@ExtendWith(BrowserSession.class)
final class WebOutboxTest {
    private static final String BADGE = "#pages a[href='#/judgements'] .badge";

    /** Takes so many examples out of the outbox, and puts so many in, as the page would. */
    private static final String OUTBOX =
            """
            const [out, into, done] = arguments;
            const request = indexedDB.open('attune');
            request.onsuccess = () => {
              const db = request.result;
              const writing = db.transaction('outbox', 'readwrite');
              for (let i = 0; i < out; i++) writing.objectStore('outbox').delete(`filled-${i}`);
              for (let i = 0; i < into; i++) {
                const messages = [{ role: 'user', content: `Question ${i}` }, { role: 'assistant', content: 'Answer' }];
                const wish = { kind: 'demonstration', subject: `demonstration ${i}`, messages, suggestions: [] };
                writing.objectStore('outbox').put({ id: `filled-${i}`, place: i, wish, status: 'waiting', faults: 0, failure: null });
              }
              writing.oncomplete = () => { db.close(); done(); };
            };
            """;

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

    @Test
    void aKeyThatIsTakenBackIsAskedForAndWhatWaitsIsSentThen(@TempDir Path data, Browser browser) throws IOException {
        Path keys = data.resolve("keys.json");
        String first = key(keys, "ada");
        Map<String, ?> locked = Map.of("keys.file", keys.toString(), "keys.reload-ms", 20);
        try (RunningServer other = RunningServer.start(locked)) {
            ChatPage page = ChatPage.open(browser, other.url());
            page.until(() -> page.isShown("#key-dialog"));
            page.the("#key").sendKeys(first, Keys.ENTER);
            page.until(() -> page.is("#send:enabled"));
            page.ask("Hello");
            Files.delete(keys);
            String second = key(keys, "ada");
            await().until(() -> new FeedbackClient(other.url(), first)
                            .get("/v1/models")
                            .extract()
                            .statusCode()
                    == 401);
            page.act("up");
            page.until(() -> page.isShown("#key-dialog") && page.isShown("#key-refused"));
            assertThat(page.text(BADGE)).isEqualTo("1 waiting");
            page.press(Keys.ESCAPE);
            page.until(() -> page.text(".verdict p")
                    .equals("The server wants an API key. This waits in your browser and is sent by itself."));
            page.the(".verdict button").click();
            page.until(() -> page.isShown("#key-dialog"));
            page.the("#key").clear();
            page.the("#key").sendKeys(second, Keys.ENTER);
            page.until(() -> page.text(".verdict p").equals("Thanks, your thumb is kept."));
            new FeedbackClient(other.url(), second)
                    .get("/v1/feedback/mine")
                    .body("data", hasSize(1), "data[0].thumb", equalTo("up"), "data[0].revision", equalTo(1));
        }
    }

    @Test
    void fiveHundredWaitAndNoMoreAndThenTheyGoOut(Browser browser) throws IOException {
        try (Gateway gateway = Gateway.to(server.url())) {
            ChatPage page = ChatPage.ready(browser, gateway.url());
            page.ask("Hello");
            gateway.refuse(busy());
            browser.driver().executeAsyncScript(OUTBOX, 0, 499);
            page.reload();
            page.until(() -> page.text(BADGE).equals("499 waiting"));
            page.act("up");
            page.until(() -> page.text(BADGE).equals("500 waiting"));
            page.act("down");
            page.until(() -> page.text("#notices").contains("500 judgements wait to be sent, and no more can."));
            assertThat(page.text(BADGE)).isEqualTo("500 waiting");
            assertThat(page.is("[data-action=down][aria-pressed=true]")).isFalse();
            // Most are taken away, for sending all of them would only take long.
            browser.driver().executeAsyncScript(OUTBOX, 480, 0);
            gateway.letThrough();
            page.run("dispatchEvent(new Event('online'))");
            page.until(() -> page.text(".verdict p").equals("Thanks, your thumb is kept."));
            page.until(() -> !page.isShown(BADGE));
            assertThat(gateway.idempotencyKeys()).hasSize(20).doesNotHaveDuplicates();
            mine(server).body("data", hasSize(20), "data[0].kind", equalTo("thumb"), "data[0].thumb", equalTo("up"));
            page.act("down");
            page.until(() -> page.is("[data-action=down][aria-pressed=true]"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoTabsSendOneOutboxAndEachJudgementHasOneEffect(boolean locks, Browser browser) throws IOException {
        String without = locks ? "" : "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })";
        Object script = browser.beforeEveryPage(without);
        ChromeDriver driver = browser.driver();
        String first = driver.getWindowHandle();
        try (Gateway gateway = Gateway.to(server.url())) {
            ChatPage page = ChatPage.ready(browser, gateway.url());
            page.ask("Hello");
            gateway.refuse(busy());
            page.act("up");
            page.act("down");
            page.act("down");
            page.until(() -> page.text(BADGE).equals("3 waiting"));
            driver.switchTo().newWindow(WindowType.TAB);
            browser.size(1280, 800, false);
            browser.beforeEveryPage(without);
            ChatPage second = ChatPage.ready(browser, gateway.url());
            second.until(() -> second.text(BADGE).equals("3 waiting"));
            gateway.letMeet(locks ? 1 : 2);
            gateway.letThrough();
            second.run("dispatchEvent(new Event('online'))");
            driver.switchTo().window(first);
            page.run("dispatchEvent(new Event('online'))");
            page.until(() -> !page.isShown(BADGE));
            List<String> sent = gateway.idempotencyKeys();
            assertThat(Set.copyOf(sent)).hasSize(3);
            if (locks) {
                assertThat(sent).hasSize(3);
            } else {
                assertThat(sent).hasSizeGreaterThan(3);
            }
            mine(server).body("data", empty());
            page.act("up");
            page.until(() -> page.text(".verdict p").equals("Thanks, your thumb is kept."));
            mine(server).body("data", hasSize(1), "data[0].revision", equalTo(4));
        } finally {
            browser.closeOtherWindows(first);
            browser.forget(script);
        }
    }

    private static Gateway.Refusal busy() {
        return new Gateway.Refusal(
                exchange -> exchange.getRequestHeaders().containsKey("Idempotency-Key"),
                503,
                Map.of("Content-Type", "application/json"),
                Bodies.json(Map.of("error", Map.of("message", "Because.", "type", "x", "code", "y"))));
    }

    private static String key(Path file, String user) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream words = new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        assertThat(Main.run(print, words, "keys", "add", "--keys", file.toString(), "--user", user))
                .isZero();
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    private static ValidatableResponse mine(RunningServer server) {
        return FeedbackClient.of(server.url()).get("/v1/feedback/mine").statusCode(200);
    }

    private static void signal(String signal, String pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
    }
}
