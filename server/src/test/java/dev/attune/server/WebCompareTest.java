package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** Answers side by side, put in order with the mouse and without. */
@ExtendWith(BrowserSession.class)
final class WebCompareTest {
    private RunningServer server;
    private ChatPage page;

    @BeforeEach
    void open(Browser browser) {
        server = RunningServer.start();
        page = ChatPage.ready(browser, server.url());
        page.ask("Hello");
        server.generator().endWith("abcdefghi");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersAreWrittenSideBySideAndOrderedByKeyboardWithTies() {
        server.generator().holdAt(2);
        page.press(Keys.chord(Keys.ALT, "k"));
        page.until(() -> page.texts(".candidate .words").equals(List.of("He", "He", "He")));
        assertThat(page.all(".tier")).hasSize(3);
        assertThat(page.text(".comparing"))
                .contains("The answers are being written…")
                .doesNotContain("w7");
        server.generator().release();
        page.until(() -> page.isShown(".choices .strong"));
        page.the("[aria-label='Answer A, 1st of 3']").sendKeys(Keys.ARROW_RIGHT);
        page.until(() -> page.focus().equals("Answer A, 1st of 2, shared"));
        assertThat(page.the(".board .visually-hidden").getDomProperty("textContent"))
                .isEqualTo("A is 1st of 2, shared with B.");
        page.press(Keys.ARROW_RIGHT);
        page.until(() -> page.focus().equals("Answer A, 2nd of 3"));
        page.press("3");
        page.until(() -> page.focus().equals("Answer A, 3rd of 3"));
        page.press(Keys.ARROW_LEFT);
        page.until(() -> page.focus().equals("Answer A, 2nd of 2, shared"));
        page.the(".grades summary").click();
        page.the("[aria-label='Correct, answer B']").sendKeys("5");
        page.the(".grades textarea").sendKeys("The first says hello.");
        page.the(".choices .strong").click();
        page.until(() -> page.text(".comparing .verdict").equals("Thanks, your order is kept."));
        mine().body("data", hasSize(1), "data[0].kind", equalTo("ranking"))
                .body("data[0].ranking.size()", equalTo(2), "data[0].ranking[1].size()", equalTo(2))
                .body("data[0].criteria.correctness.size()", equalTo(1))
                .body("data[0].comment", equalTo("The first says hello."));
    }

    @Test
    void anAnswerIsDraggedBetweenOthersAndOntoThem(Browser browser) {
        page.act("compare");
        page.until(() -> page.isShown(".choices .strong"));
        assertThat(order()).containsExactly("A", "B", "C");
        drag(browser, "C", "A", -0.45);
        page.until(() -> order().equals(List.of("C", "A", "B")));
        drag(browser, "C", "B", 0);
        page.until(() -> order().equals(List.of("A", "BC")));
        page.the("[aria-label='Answer B is worse']").click();
        page.until(() -> order().equals(List.of("A", "C", "B")));
    }

    @Test
    void ofTwoAnswersOneIsChosenOrNone() {
        page.act("compare");
        page.until(() -> page.isShown(".choices .strong"));
        page.the(".how-many select").sendKeys("2");
        page.the(".how-many button").click();
        page.until(() -> page.texts(".choices button")
                .equals(List.of("A is better", "Both are alike", "Both are bad", "B is better")));
        page.all(".choices button").get(3).click();
        page.until(() -> page.text(".comparing .verdict").equals("Thanks, your choice is kept."));
        mine().body("data", hasSize(1), "data[0].outcome", equalTo("second"));
        page.all(".choices button").get(2).click();
        page.until(() -> FeedbackClient.of(server.url())
                .get("/v1/feedback/mine")
                .extract()
                .path("data[0].outcome")
                .equals("both_bad"));
    }

    @Test
    void theServerGivesSomethingToRankAndThenAnother() {
        page.the("#pages a[href='#/rank']").click();
        page.until(() -> page.isShown(".session"));
        page.the(".how-many button").click();
        page.until(() -> page.isShown(".choices .strong"));
        assertThat(page.text(".said-before.user")).isEqualTo("Hello");
        page.the(".choices .strong").click();
        page.until(() -> page.focus().equals("Give me another"));
        mine().body("data", hasSize(1), "data[0].kind", equalTo("ranking"));
        page.press(Keys.ENTER);
        page.until(() -> !page.isShown(".next") && page.isShown(".choices .strong"));
    }

    @Test
    void aFullQueueIsSaidAndTriedAgain() {
        server.generator().capacity(0);
        page.act("compare");
        page.until(() -> page.text(".board .trouble p").startsWith("Too many are asking right now."));
        server.generator().capacity(10);
        page.the(".board .trouble button").click();
        page.until(() -> page.isShown(".choices .strong"));
    }

    @Test
    void answersThatReadAlikeAreDrawnAnewAndThenShownOnce() {
        int before = server.generator().requests();
        server.generator().endWith("aaab");
        page.act("compare");
        page.until(() -> page.isShown(".choices .strong"));
        // Three drawn, then two rounds of two: of four in a row one ends otherwise.
        assertThat(page.texts(".candidate .words")).containsExactlyInAnyOrder("Helloa", "Hellob");
        assertThat(page.texts(".choices button")).contains("A is better");
        assertThat(server.generator().requests() - before).isEqualTo(7);
        server.generator().endWith("a");
        page.the(".how-many button").click();
        page.until(() ->
                page.text(".board .quiet").equals("The model wrote the same every time: there is nothing to compare."));
        assertThat(page.texts(".candidate .words")).containsExactly("Helloa");
        assertThat(page.all(".choices button")).isEmpty();
        server.generator().endWith("abcdefghi");
        page.the(".how-many button").click();
        page.until(() -> page.isShown(".choices .strong"));
        assertThat(page.all(".candidate")).hasSize(3);
    }

    @Test
    void whenDrawingAnewFailsWhatThereIsStays() {
        server.generator().endWith("aab");
        server.generator().holdAt(2);
        page.act("compare");
        page.until(() -> page.all(".candidate").size() == 3);
        server.generator().capacity(0);
        server.generator().release();
        page.until(() -> page.isShown(".choices .strong"));
        assertThat(page.all(".candidate")).hasSize(2);
    }

    /** The letters, place by place. */
    private List<String> order() {
        return page.all(".tier").stream()
                .map(tier -> String.join(
                        "", page.texts(tier, ".letter").stream().sorted().toList()))
                .toList();
    }

    /** Drags one answer to a place: 0 is the middle of its column, −0.5 and 0.5 its edges. */
    private void drag(Browser browser, String letter, String onto, double across) {
        WebElement target = page.the("[aria-label^='Answer " + onto + ",']");
        int x = (int) (target.getSize().width * across);
        new Actions(browser.driver())
                .clickAndHold(page.the("[aria-label^='Answer " + letter + ",'] .grip"))
                .moveToElement(target, x, 0)
                .release()
                .perform();
    }

    private ValidatableResponse mine() {
        return FeedbackClient.of(server.url()).get("/v1/feedback/mine").statusCode(200);
    }
}
