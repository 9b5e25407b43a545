package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Conversations stay in the browser, can be found, named, deleted, taken away and brought back. */
@ExtendWith(BrowserSession.class)
final class WebLibraryTest {
    @TempDir
    private Path dir = Path.of(".");

    private RunningServer server;
    private ChatPage page;

    @BeforeEach
    void open(Browser browser) {
        server = RunningServer.start();
        page = ChatPage.ready(browser, server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void conversationsOutliveAReload() {
        page.ask("Remember me");
        page.act("regenerate");
        page.until(
                () -> page.isIdle() && page.text(".turn:last-child .position").equals("2/2"));
        page.reload();
        page.until(() -> page.texts(".turn .words").equals(List.of("Remember me", "Remember me")));
        assertThat(page.titles()).containsExactly("Remember me");
        assertThat(page.text(".turn:last-child .position")).isEqualTo("2/2");
        assertThat(page.text(".turn:last-child .facts")).contains("w7", "12 written");
        assertThat(page.the(".turn:last-child").getDomAttribute("data-completion"))
                .startsWith("chatcmpl-");
        page.ask("Go on");
        assertThat(page.all(".turn")).hasSize(4);
    }

    @Test
    void anAnswerCutOffByAReloadKeepsWhatCame() {
        server.generator().holdAt(5);
        page.send("Hello there");
        page.until(() -> page.answer().equals("Hello"));
        page.until(() -> Boolean.TRUE.equals(asked(page, "Hello")));
        page.reload();
        page.until(() -> page.answer().equals("Hello"));
        assertThat(page.isIdle()).isTrue();
        assertThat(page.isShown("[data-action=continue]")).isTrue();
    }

    @Test
    void aSearchLooksIntoTheMessages() {
        page.ask("Apples are red");
        page.the("#new-chat").click();
        page.until(() -> page.all(".turn").isEmpty());
        page.ask("Bananas are yellow");
        page.the("#search").sendKeys("ppl");
        page.until(() -> page.titles().equals(List.of("Apples are red")));
        assertThat(page.text("#conversations .snippet")).contains("Apples are red");
        page.press(Keys.ENTER);
        page.until(() -> page.answer().equals("Apples are red"));
        page.the("#search").clear();
        page.the("#search").sendKeys("cherries");
        page.until(() -> page.text("#nothing-found").equals("Nothing found."));
    }

    @Test
    void aConversationIsRenamedDeletedAndBroughtBack() {
        page.ask("A question");
        page.choose("Rename");
        page.until(() -> page.focus().equals("Name of the conversation"));
        page.press(Keys.chord(Keys.CONTROL, "a"), "Better name", Keys.ENTER);
        page.until(() -> page.titles().equals(List.of("Better name")));
        page.choose("Delete");
        page.until(() -> page.titles().isEmpty() && page.isShown("#welcome"));
        page.until(() -> page.text(".notice").contains("“Better name” is deleted."));
        page.the(".notice button").click();
        page.until(() -> page.titles().equals(List.of("Better name")));
        page.reload();
        page.until(() -> page.titles().equals(List.of("Better name")));
    }

    @Test
    void whatIsDeletedStaysDeleted() {
        page.ask("A question");
        page.choose("Delete");
        page.until(() -> page.titles().isEmpty());
        page.reload();
        page.until(() -> page.isShown("#nothing-found"));
        assertThat(page.titles()).isEmpty();
    }

    @Test
    void aConversationIsSavedAsMarkdownAndAsJsonAndReadAgain(Browser browser) throws IOException {
        browser.saveTo(dir);
        page.ask("Take me away");
        page.choose("Save as Markdown");
        Path markdown = dir.resolve("take-me-away.md");
        page.until(() -> Files.exists(markdown));
        assertThat(Files.readString(markdown))
                .isEqualTo("# Take me away\n\n## You\n\nTake me away\n\n## echo\n\nTake me away\n");
        page.choose("Save as JSON");
        Path json = dir.resolve("take-me-away.json");
        page.until(() -> Files.exists(json));
        page.choose("Delete");
        page.until(() -> page.titles().isEmpty());
        bring(json);
        page.until(() ->
                page.titles().equals(List.of("Take me away")) && page.answer().equals("Take me away"));
        assertThat(page.text(".turn:last-child .facts")).contains("w7");
        bring(json);
        page.until(() -> page.titles().size() == 2);
    }

    @Test
    void allConversationsAreSavedAsOneFileAndReadAgain(Browser browser) throws IOException {
        browser.saveTo(dir);
        page.ask("One");
        page.the("#new-chat").click();
        page.until(() -> page.all(".turn").isEmpty());
        page.ask("Two");
        page.the("#export-all").click();
        page.until(() -> saved().size() == 1);
        Path all = saved().get(0);
        page.choose("Delete");
        page.until(() -> page.titles().size() == 1);
        page.choose("Delete");
        page.until(() -> page.titles().isEmpty());
        bring(all);
        page.until(() -> page.titles().equals(List.of("Two", "One")));
        page.all("#conversations .open").get(1).click();
        page.until(() -> page.texts(".turn .words").equals(List.of("One", "One")));
    }

    @Test
    void messagesAsTheApiTakesThemAreRead() throws IOException {
        bring(
                file(
                        "{\"messages\":[{\"role\":\"system\",\"content\":\"Be kind.\"},{\"role\":\"user\",\"content\":\"Hi\"}]}"));
        page.until(() -> page.texts(".turn .words").equals(List.of("Hi")));
        assertThat(page.value("#system")).isEqualTo("Be kind.");
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() throws IOException {
        String one =
                "{\"title\":\"Old %d\",\"updated\":%d,\"nodes\":{\"a\":{\"id\":\"a\",\"parent\":\"root\",\"role\":\"user\",\"content\":\"x\"}}}";
        String thousand = IntStream.rangeClosed(1, 1000)
                .mapToObj(i -> String.format(one, i, i))
                .collect(Collectors.joining(","));
        bring(file("{\"format\":\"attune-conversations\",\"version\":1,\"conversations\":[" + thousand + "]}"));
        page.until(() -> page.all("#conversations .title").size() == 1000);
        page.ask("One more");
        page.until(() -> page.texts(".notice").stream().anyMatch(words -> words.contains("“Old 1” was the oldest")));
        assertThat(page.all("#conversations .title")).hasSize(1000);
        page.the("#search").sendKeys("Old 1000");
        page.until(() -> page.titles().equals(List.of("Old 1000")));
    }

    @Test
    void aFileThatIsNoConversationIsRefusedInWords() throws IOException {
        bring(file("nonsense"));
        page.until(() -> page.text(".notice").contains("This file is not JSON."));
        bring(file("{\"messages\":[{\"role\":\"wizard\",\"content\":\"Hi\"}]}"));
        page.until(() -> page.texts(".notice").stream().anyMatch(words -> words.contains("\"wizard\"")));
        assertThat(page.titles()).isEmpty();
    }

    @Test
    void otherTabsSeeWhatIsWritten(Browser browser) {
        String first = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(org.openqa.selenium.WindowType.TAB);
        try {
            browser.driver().get(server.url());
            page.until(() -> page.is("#send:enabled"));
            page.ask("From the second tab");
        } finally {
            page.until(() -> Boolean.TRUE.equals(asked(page, "From the second tab")));
            browser.driver().close();
            browser.driver().switchTo().window(first);
        }
        page.until(() -> page.titles().equals(List.of("From the second tab")));
    }

    @Test
    void aBrowserThatKeepsNothingStillChats(Browser browser) {
        Object refusing = browser.beforeEveryPage(
                """
                for (const name of ['indexedDB', 'localStorage', 'sessionStorage']) {
                  Object.defineProperty(window, name, { get() { throw new DOMException('refused', 'SecurityError'); } });
                }
                """);
        try {
            page.reload();
            page.ask("Hello");
            assertThat(page.answer()).isEqualTo("Hello");
            assertThat(page.text("#unkept")).contains("refuses to keep anything");
            page.the("#look").click();
            assertThat(page.the("#look").getDomAttribute("aria-label")).isEqualTo("Look: light");
        } finally {
            browser.forget(refusing);
        }
    }

    private List<Path> saved() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(dir, "import", ".json"), content);
    }

    private void bring(Path file) {
        page.the("#import-file").sendKeys(file.toAbsolutePath().toString());
    }

    /** Whether the database holds an answer that begins like this. */
    private static @Nullable Object asked(ChatPage page, String words) {
        return page.run(
                """
                window.kept = window.kept ?? false;
                const open = indexedDB.open('attune');
                open.onsuccess = () => {
                  const all = open.result.transaction('conversations').objectStore('conversations').getAll();
                  all.onsuccess = () => {
                    window.kept = all.result.some(one => Object.values(one.nodes)
                      .some(node => node.role === 'assistant' && node.content.startsWith(arguments[0])));
                    open.result.close();
                  };
                };
                return window.kept;
                """,
                words);
    }
}
