package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The page can be used without a mouse, without seeing it, on a telephone, in the dark. */
@ExtendWith(BrowserSession.class)
final class WebAccessTest {
    private static final String RICH =
            "# T\n\ntext `code` [link](https://example.org)\n\n- [ ] a\n\n|a|b|\n|-|-|\n|1|2|\n\n```js\nlet a = 'b'; // c\n```\n\n> said";

    private RunningServer server;

    @BeforeEach
    void open() {
        server = RunningServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"light, 1280, 800", "dark, 1280, 800", "light, 360, 740", "dark, 360, 740"})
    void axeFindsNothingSerious(String look, int width, int height, Browser browser) {
        browser.look(look);
        browser.size(width, height, width < 600);
        ChatPage page = ChatPage.ready(browser, server.url());
        assertThat(browser.seriousFindings()).as("welcome").isEmpty();
        page.ask(RICH);
        page.act("regenerate");
        page.untilIdle();
        page.until(() -> page.is(".hl-keyword"));
        assertThat(browser.seriousFindings()).as("conversation").isEmpty();
        server.generator().capacity(0);
        page.send("more");
        page.until(() -> page.isShown(".trouble"));
        assertThat(browser.seriousFindings()).as("trouble").isEmpty();
        page.the("#toggle-settings").click();
        page.until(() -> page.isShown("#settings"));
        page.the("#set-top_p").sendKeys("7");
        assertThat(browser.seriousFindings()).as("settings").isEmpty();
        page.the("#settings .close-panel").click();
        page.the("#show-help").click();
        assertThat(browser.seriousFindings()).as("help").isEmpty();
        page.press(Keys.ESCAPE);
        if (width < 600) {
            page.the("#toggle-sidebar").click();
            page.until(() -> page.isShown("#sidebar"));
        }
        assertThat(browser.seriousFindings()).as("conversations").isEmpty();
        page.the("#conversations li [aria-haspopup]").click();
        assertThat(browser.seriousFindings()).as("menu").isEmpty();
    }

    @Test
    void everythingFitsOnATelephone(Browser browser) {
        browser.size(360, 740, true);
        ChatPage page = ChatPage.ready(browser, server.url());
        assertThat(page.isShown("#sidebar")).isFalse();
        page.ask(RICH + "\n\n" + "wide".repeat(60) + "\n\n```\n" + "long line ".repeat(40) + "\n```");
        assertThat(page.run("return document.documentElement.scrollWidth")).isEqualTo(360L);
        assertThat(page.run("return document.getElementById('log').scrollWidth <= 360"))
                .isEqualTo(true);
        page.the("#toggle-sidebar").click();
        page.until(() -> page.isShown("#sidebar") && page.isShown("#scrim"));
        assertThat(page.is("#main[inert]")).isTrue();
        page.the("#new-chat").click();
        page.until(() -> !page.isShown("#sidebar")
                && page.isShown("#welcome")
                && page.focus().equals("text"));
        page.the("#toggle-settings").click();
        page.until(() -> page.isShown("#settings"));
        page.press(Keys.ESCAPE);
        page.until(() -> !page.isShown("#settings") && page.focus().equals("toggle-settings"));
    }

    @Test
    void aWholeConversationNeedsNoMouse(Browser browser) {
        ChatPage page = ChatPage.ready(browser, server.url());
        assertThat(page.focus()).isEqualTo("text");
        page.press("Hello", Keys.chord(Keys.SHIFT, Keys.ENTER), "there", Keys.ENTER);
        page.until(() -> page.isIdle() && page.all(".turn").size() == 2);
        assertThat(page.text(".turn.user .words")).isEqualTo("Hello\nthere");
        page.press(Keys.ARROW_UP);
        page.until(() -> page.focus().equals("Edit your message"));
        page.press(" you", Keys.ENTER);
        page.until(() -> page.isIdle() && page.answer().endsWith("there you"));
        page.press(Keys.chord(Keys.ALT, "r"));
        page.until(() -> page.isIdle() && page.text(".turn.assistant .position").equals("2/2"));
        page.press(Keys.chord(Keys.ALT, ","));
        page.until(() -> page.text(".turn.assistant .position").equals("1/2"));
        page.press(Keys.chord(Keys.CONTROL, Keys.SHIFT, "o"));
        page.until(() -> page.isShown("#welcome") && page.focus().equals("text"));
        page.press("Second", Keys.ENTER);
        page.until(() -> page.isIdle() && page.titles().size() == 2);
        page.press(Keys.chord(Keys.CONTROL, "k"));
        page.until(() -> page.focus().equals("search"));
        page.press("Hello");
        page.until(() -> page.titles().size() == 1);
        page.press(Keys.ARROW_DOWN);
        page.press(Keys.ENTER);
        page.until(() -> page.answer().equals("Hello there") || page.answer().endsWith("there you"));
        assertThat(page.focus()).isEqualTo("text");
    }

    @Test
    void theHelpNamesTheKeysAndGivesTheFocusBack(Browser browser) {
        ChatPage page = ChatPage.ready(browser, server.url());
        page.the("#look").sendKeys("?");
        page.until(() -> page.isShown("#help"));
        assertThat(page.text("#shortcuts")).contains("Stop the answer", "Search conversations", "New conversation");
        page.press(Keys.ESCAPE);
        page.until(() -> !page.isShown("#help") && page.focus().equals("look"));
        page.press("/");
        page.until(() -> page.focus().equals("text"));
        page.press("?");
        assertThat(page.isShown("#help")).isFalse();
    }

    @Test
    void readersOfTheScreenHearAnAnswerOnceItIsWhole(Browser browser) {
        ChatPage page = ChatPage.ready(browser, server.url());
        assertThat(page.is("#log[role=log][aria-live=polite][aria-busy=false]")).isTrue();
        server.generator().holdAt(2);
        page.send("Hello");
        page.until(() -> page.is("#log[aria-busy=true]") && page.is(".turn[aria-label=Answer]"));
        server.generator().release();
        page.until(() -> page.is("#log[aria-busy=false]"));
    }

    @Test
    void theLookIsChosenAndKept(Browser browser) {
        browser.look("dark");
        ChatPage page = ChatPage.ready(browser, server.url());
        Object dark = page.run("return getComputedStyle(document.body).backgroundColor");
        page.the("#look").click();
        Object light = page.run("return getComputedStyle(document.body).backgroundColor");
        assertThat(light).isNotEqualTo(dark);
        page.reload();
        assertThat(page.run("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo(light);
    }
}
