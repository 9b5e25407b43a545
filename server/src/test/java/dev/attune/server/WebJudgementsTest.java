package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;

/** The page with one's own judgements, and whether everything that judges can be used by everybody. */
@ExtendWith(BrowserSession.class)
final class WebJudgementsTest {
    private RunningServer server;
    private FeedbackClient person;

    @BeforeEach
    void start() {
        server = RunningServer.start();
        person = FeedbackClient.of(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatWasSaidIsListedChangedAndTakenBack(Browser browser) {
        String id = person.answered("Hello", "n", 2);
        person.thumb(id, "up").statusCode(200);
        person.post("/v1/demonstrations", Map.of("completion_id", id, "correction", "Good day"))
                .statusCode(200);
        person.post("/v1/comparisons", Map.of("completion_ids", List.of(id, id + "/1"), "outcome", "tie"))
                .statusCode(200);
        ChatPage page = ChatPage.ready(browser, server.url() + "/#/judgements");
        page.until(() -> page.texts(".judgement header strong")
                .equals(List.of("Choice between two answers", "Correction", "Good answer")));
        in(page, "Good answer", ".change").click();
        in(page, "Good answer", "[aria-label='Bad answer']").click();
        in(page, "Good answer", ".chip[data-reason=unsafe]").click();
        in(page, "Good answer", ".card-form .strong").click();
        page.until(() -> page.texts(".judgement header strong").contains("Bad answer"));
        in(page, "Choice between two answers", ".change").click();
        page.until(() -> page.all(".candidate").size() == 2);
        in(page, "Choice between two answers", ".choices .strong").click();
        page.until(() ->
                page.text("[aria-label='Choice between two answers'] .said-of").contains("The first is better"));
        in(page, "Correction", ".take-back").click();
        page.until(() -> page.all(".judgement").size() == 2);
        person.get("/v1/feedback/mine")
                .body("data", hasSize(2))
                .body("data.find { it.kind == 'thumb' }.thumb", equalTo("down"))
                .body("data.find { it.kind == 'thumb' }.reasons", equalTo(List.of("unsafe")))
                .body("data.find { it.kind == 'comparison' }.outcome", equalTo("first"));
    }

    @Test
    void aLongListIsReadPieceByPiece(Browser browser) {
        for (int i = 0; i < 22; i++) {
            person.thumb(person.answered("Hello " + i), "up").statusCode(200);
        }
        ChatPage page = ChatPage.ready(browser, server.url() + "/#/judgements");
        page.until(() -> page.all(".judgement").size() == 20);
        page.all("#page .row button").stream()
                .filter(button -> button.getText().equals("Show more"))
                .forEach(WebElement::click);
        page.until(() -> page.all(".judgement").size() == 22);
    }

    @ParameterizedTest
    @CsvSource({"light, 1280, 800", "dark, 360, 740"})
    void axeFindsNothingSeriousAndATelephoneIsWideEnough(String look, int width, int height, Browser browser) {
        String id = person.answered("Hello");
        person.thumb(id, "down").statusCode(200);
        server.generator().endWith("abc");
        browser.look(look);
        browser.size(width, height, width < 600);
        ChatPage page = ChatPage.ready(browser, server.url());
        page.ask("Hello");
        for (String action : List.of("up", "compare", "fix")) {
            page.act(action);
            page.until(() -> page.is(action.equals("compare") ? ".choices .strong" : ".card-form"));
            fine(browser, page, action);
        }
        for (String name : List.of("rank", "write", "judgements")) {
            page.run("location.hash = '#/" + name + "'");
            page.until(
                    () -> page.isShown("#page") && browser.driver().getTitle().contains("·"));
            if (name.equals("judgements")) {
                page.until(() -> page.isShown(".judgement"));
                page.the(".judgement .change").click();
            }
            fine(browser, page, name);
        }
    }

    private static void fine(Browser browser, ChatPage page, String what) {
        page.until(() -> Boolean.TRUE.equals(page.run("return document.getAnimations().length === 0")));
        assertThat(browser.seriousFindings()).as(what).isEmpty();
        assertThat(page.run("return ['log', 'page'].map(id => document.getElementById(id))"
                        + ".reduce((most, it) => Math.max(most, it.scrollWidth - it.clientWidth),"
                        + " document.documentElement.scrollWidth - innerWidth)"))
                .as(what)
                .isEqualTo(0L);
    }

    private static WebElement in(ChatPage page, String judgement, String css) {
        return page.the("[aria-label='" + judgement + "'] " + css);
    }
}
