package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** Pages stand in the conversation's place, at an address of their own, and the conversation is there again afterwards. */
@ExtendWith(BrowserSession.class)
final class WebPagesTest {
    private RunningServer server;

    @BeforeEach
    void open() {
        server = RunningServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPageIsReachedByLinkReloadAndTheBackButton(Browser browser) {
        ChatPage page = ChatPage.ready(browser, server.url());
        page.ask("Hello");
        page.the("#pages a[href='#/judgements']").click();
        page.until(() -> page.isShown("#page") && page.focus().equals("page-title"));
        assertThat(page.isShown("#turns")).isFalse();
        assertThat(page.is("#pages a[aria-current=page]")).isTrue();
        assertThat(browser.driver().getTitle()).isEqualTo("Your judgements · Attune");
        page.reload();
        page.until(() -> page.isShown("#page") && page.focus().equals("page-title"));
        browser.driver().navigate().back();
        page.until(() -> page.isShown("#turns") && page.answer().equals("Hello"));
        browser.driver().navigate().forward();
        page.until(() -> page.isShown("#page"));
        page.press("/");
        page.until(() -> !page.isShown("#page") && page.focus().equals("text"));
    }

    @Test
    void aConversationOpensOverAPage(Browser browser) {
        ChatPage page = ChatPage.ready(browser, server.url());
        page.ask("Hello");
        page.the("#pages a").sendKeys(Keys.ENTER);
        page.until(() -> page.isShown("#page"));
        page.the("#conversations .open").click();
        page.until(() -> !page.isShown("#page") && page.answer().equals("Hello"));
        assertThat(page.focus()).isEqualTo("text");
    }

    @Test
    void overPlainHttpTheBrowserKeepsThingsBackAndThePageWorks(Browser browser) {
        Object script = browser.beforeEveryPage("delete Crypto.prototype.randomUUID; delete Navigator.prototype.locks;"
                + " delete Navigator.prototype.clipboard");
        try {
            ChatPage page = ChatPage.ready(browser, server.url());
            page.ask("Hello");
            assertThat(page.answer()).isEqualTo("Hello");
        } finally {
            browser.forget(script);
        }
    }
}
