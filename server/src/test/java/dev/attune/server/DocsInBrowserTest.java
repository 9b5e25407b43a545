package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;

/** The contract as a page, in a real browser: everything of it is shown, and nobody but its server is asked. */
@ExtendWith(BrowserSession.class)
final class DocsInBrowserTest {

    @Test
    void everyOperationIsShownAndNobodyElseIsAsked(Browser browser) {
        try (RunningServer server = RunningServer.start()) {
            browser.driver().get(server.url() + "/docs");
            await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            browser.driver().findElements(By.cssSelector(".opblock-summary-path")))
                    .extracting(path -> path.getAttribute("data-path"))
                    .contains("/v1/chat/completions", "/v1/completions", "/tokenize", "/docs"));
            Object asked = browser.driver()
                    .executeScript("return performance.getEntriesByType('resource').map(each => each.name)");
            assertThat((List<?>) Objects.requireNonNull(asked))
                    .hasSizeGreaterThan(5)
                    .map(String::valueOf)
                    .allMatch(address -> address.startsWith(server.url()) || address.startsWith("data:"));
            assertThat(browser.driver().manage().logs().get("browser").getAll())
                    .as("what the policy or the browser found wrong")
                    .isEmpty();
        }
    }
}
