package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Whatever goes wrong is said in words, with a way on, and nothing that was written is lost. */
@ExtendWith(BrowserSession.class)
final class WebTroubleTest {
    private RunningServer server;
    private Gateway gateway;

    @BeforeEach
    void open() throws IOException {
        server = RunningServer.start();
        gateway = Gateway.to(server.url());
    }

    @AfterEach
    void stop() {
        gateway.close();
        server.close();
    }

    @Test
    void aFullQueueCountsDownAndIsTriedAgain(Browser browser) {
        ChatPage page = ChatPage.ready(browser, server.url());
        server.generator().capacity(0);
        page.send("Hello");
        page.until(() -> page.isShown(".trouble"));
        assertThat(page.text(".trouble p")).startsWith("Too many are asking right now.");
        assertThat(page.text(".trouble button")).containsPattern("Try again in [12] s");
        assertThat(page.the(".trouble button").isEnabled()).isFalse();
        server.generator().capacity(10);
        page.until(() -> page.the(".trouble button").isEnabled());
        page.the(".trouble button").click();
        page.until(() -> page.isIdle() && page.answer().equals("Hello"));
        assertThat(page.all(".turn")).hasSize(2);
        assertThat(page.isShown(".trouble")).isFalse();
    }

    @Test
    void aConnectionThatBreaksKeepsWhatCameAndGoesOn(Browser browser) throws IOException {
        ChatPage page = ChatPage.ready(browser, gateway.url());
        server.generator().holdAt(5);
        page.send("Hello there");
        page.until(() -> page.answer().equals("Hello"));
        gateway.drop();
        page.until(() -> page.isShown(".trouble"));
        assertThat(page.text(".trouble p")).startsWith("The connection was lost.");
        assertThat(page.answer()).isEqualTo("Hello");
        assertThat(page.texts(".trouble button")).containsExactly("Continue", "Try again");
        server.generator().release();
        page.the(".trouble button").click();
        page.until(() -> page.isIdle() && page.answer().equals("HelloHello"));
        assertThat(page.isShown(".trouble")).isFalse();
    }

    @Test
    void anErrorInAStreamKeepsWhatCame(Browser browser) {
        ChatPage page = ChatPage.ready(browser, server.url());
        server.generator().breakAt(5);
        page.send("Hello there");
        page.until(() -> page.isShown(".trouble"));
        assertThat(page.answer()).isEqualTo("Hello");
        assertThat(page.text(".trouble p"))
                .startsWith("Something broke in the server.")
                .doesNotContain("secret");
    }

    @Test
    void aServerThatIsGoneIsSaidAndFoundAgain(Browser browser) {
        ChatPage page = ChatPage.ready(browser, gateway.url());
        server.application().close();
        page.send("Hello");
        page.until(() -> page.isShown(".trouble"));
        assertThat(page.text(".trouble p")).containsAnyOf("cannot be reached", "not ready", "lost");
        try (RunningServer back = RunningServer.start()) {
            gateway.turnTo(back.url());
            page.until(() -> page.the(".trouble button").isEnabled());
            page.the(".trouble button").click();
            page.until(() -> page.isIdle() && page.answer().equals("Hello"));
            assertThat(page.isShown(".trouble")).isFalse();
            assertThat(page.all(".turn")).hasSize(2);
            assertThat(back.generator().requests()).isEqualTo(1);
        }
    }

    @Test
    void aModelThatIsBeingLoadedIsWaitedFor(Browser browser) {
        gateway.refuse(refusal(503, Map.of("Retry-After", "2"), "The model is not loaded yet.", "not_ready"));
        ChatPage page = ChatPage.open(browser, gateway.url());
        page.until(() -> page.text("#connection").equals("The model is being loaded…"));
        assertThat(page.the("#send").isEnabled()).isFalse();
        gateway.letThrough();
        page.until(() -> page.the("#send").isEnabled() && !page.isShown("#connection"));
    }

    @Test
    void aKeyIsAskedForAndKeptForThisTabOnly(Browser browser, @TempDir Path dir) {
        String keys = dir.resolve("keys.json").toString();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream words = new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        assertThat(Main.run(print, words, "keys", "add", "--keys", keys, "--user", "alice", "--role", "chat"))
                .isZero();
        String key = out.toString(StandardCharsets.UTF_8).strip();
        try (RunningServer locked = RunningServer.start(Map.of("keys.file", keys))) {
            ChatPage page = ChatPage.open(browser, locked.url());
            page.until(() -> page.isShown("#key-dialog"));
            page.the("#key").sendKeys("wrong", Keys.ENTER);
            page.until(() -> page.isShown("#key-refused"));
            assertThat(page.text("#connection")).startsWith("The server wants an API key.");
            page.the("#key").clear();
            page.the("#key").sendKeys(key, Keys.ENTER);
            page.until(() -> page.the("#send").isEnabled());
            page.ask("Hello");
            assertThat(page.answer()).isEqualTo("Hello");
            assertThat(kept(page, "sessionStorage")).isEqualTo(key);
            assertThat(kept(page, "localStorage")).isEqualTo("null");
            page.the("#set-key").click();
            page.the("#key-for-good").click();
            page.the("#key-dialog button[value=keep]").click();
            page.until(() -> kept(page, "localStorage").equals(key));
            assertThat(kept(page, "sessionStorage")).isEqualTo("null");
        }
    }

    @Test
    void theOldestMessagesAreLeftOutWhenTheContextIsFull(Browser browser) {
        ChatPage page = ChatPage.ready(browser, gateway.url());
        page.ask("One");
        page.ask("Two");
        gateway.refuse(new Gateway.Refusal(
                exchange -> exchange.getRequestMethod().equals("POST") && length(exchange) > 190,
                400,
                Map.of("Content-Type", "application/json"),
                body("This model's context holds 190 tokens.", "context_length_exceeded")));
        page.ask("Three");
        assertThat(page.text(".turn:last-child .facts")).contains("2 older messages did not fit");
        page.send("x".repeat(200));
        page.until(() -> page.isShown(".trouble"));
        assertThat(page.text(".trouble p"))
                .startsWith("This is longer than the model can read.")
                .contains("190 tokens");
    }

    private static String kept(ChatPage page, String storage) {
        return String.valueOf(page.run("return JSON.parse(" + storage + ".getItem('attune.key'))"));
    }

    private static long length(HttpExchange exchange) {
        return Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length"));
    }

    private static Gateway.Refusal refusal(int status, Map<String, String> headers, String words, String code) {
        return new Gateway.Refusal(
                exchange -> exchange.getRequestURI().getPath().startsWith("/v1/"), status, headers, body(words, code));
    }

    private static String body(String words, String code) {
        return Bodies.json(Map.of("error", Map.of("message", words, "type", "invalid_request_error", "code", code)));
    }
}
