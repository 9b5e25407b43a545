package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** Thumbs and corrections under an answer, from a real browser down to a real Redis. */
@ExtendWith(BrowserSession.class)
final class WebThumbTest {
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
    void aThumbIsKeptSaysWhyTurnsRoundAndIsTakenBack() {
        page.ask("Hello");
        page.act("up");
        thanked("Thanks, your thumb is kept.");
        assertThat(page.is("[data-action=up][aria-pressed=true]")).isTrue();
        mine().body("data", hasSize(1), "data[0].thumb", equalTo("up"), "data[0].answers[0].content", equalTo("Hello"));
        page.act("down");
        page.until(() -> page.is("[data-action=down][aria-pressed=true]"));
        page.the(".chip[data-reason=wrong]").click();
        page.the(".chip[data-reason=too-long]").click();
        page.the(".card-form textarea").sendKeys("No greeting needed.", Keys.chord(Keys.CONTROL, Keys.ENTER));
        page.until(() -> !page.is(".card-form"));
        thanked("Thanks, your thumb is kept.");
        mine().body("data", hasSize(1), "data[0].revision", equalTo(3), "data[0].thumb", equalTo("down"))
                .body("data[0].reasons", equalTo(List.of("too-long", "wrong")))
                .body("data[0].comment", equalTo("No greeting needed."));
        page.act("down");
        thanked("It is taken back.");
        assertThat(page.is("[data-action=down][aria-pressed=true]")).isFalse();
        mine().body("data", empty());
    }

    @Test
    void whatWasSaidStandsUnderTheAnswerAfterAReload() {
        page.ask("Hello");
        page.act("down");
        page.until(() -> page.is(".chip[data-reason=style]"));
        page.the(".chip[data-reason=style]").click();
        page.the(".card-form .strong").click();
        page.until(() -> !page.is(".card-form"));
        thanked("Thanks, your thumb is kept.");
        page.reload();
        page.until(() -> page.is("[data-action=down][aria-pressed=true]"));
        page.act("up");
        page.act("down");
        page.until(() -> page.is(".chip[data-reason=style]"));
    }

    @Test
    void anAnswerIsFixedByKeyboardAlone() {
        page.ask("Hello");
        page.press(Keys.chord(Keys.ALT, "x"));
        page.until(() -> page.focus().equals("The answer as it should have read"));
        assertThat(page.the(".card-form .strong").isEnabled()).isFalse();
        page.press(" to you", Keys.chord(Keys.CONTROL, Keys.ENTER));
        thanked("Thanks, your correction is kept.");
        page.until(() -> page.focus().equals("Fix this answer"));
        mine().body("data[0].kind", equalTo("correction"), "data[0].correction", equalTo("Hello to you"));
        page.press(Keys.ENTER);
        page.until(() -> page.value(".card-form textarea").equals("Hello to you"));
        page.press(Keys.ESCAPE);
        page.until(() -> !page.is(".card-form"));
        page.press(Keys.chord(Keys.ALT, "u"));
        thanked("Thanks, your thumb is kept.");
        mine().body("data", hasSize(2));
    }

    @Test
    void eachVersionOfAnAnswerHasItsOwnThumb() {
        page.ask("Hello");
        page.act("up");
        thanked("Thanks, your thumb is kept.");
        page.act("regenerate");
        page.until(
                () -> page.isIdle() && page.text(".turn:last-child .position").equals("2/2"));
        assertThat(page.is("[data-action=up][aria-pressed=true]")).isFalse();
        page.act("down");
        page.until(() -> page.is("[data-action=down][aria-pressed=true]"));
        page.the(".turn:last-child [aria-label='Previous version']").click();
        page.until(() -> page.is("[data-action=up][aria-pressed=true]"));
    }

    @Test
    void thePageOffersTheReasonsAndCriteriaThatAreConfigured(Browser browser) {
        Map<String, ?> lists = Map.of(
                "feedback.reasons",
                List.of("rhymes-badly", "wrong", "clear"),
                "feedback.criteria",
                List.of("wit", "relevance"),
                "feedback.max-comment-bytes",
                40);
        try (RunningServer other = RunningServer.start(lists)) {
            other.generator().endWith("abc");
            page = ChatPage.ready(browser, other.url());
            page.ask("Hello");
            page.act("up");
            page.until(() -> page.texts(".chip").equals(List.of("Rhymes badly", "Clear")));
            page.act("down");
            page.until(() -> page.texts(".chip").equals(List.of("Rhymes badly", "Not correct")));
            page.the(".chip[data-reason=rhymes-badly]").click();
            page.the(".card-form textarea").sendKeys("No more than ten letters fit.");
            page.the(".card-form .strong").click();
            thanked("Thanks, your thumb is kept.");
            page.act("compare");
            page.until(() -> page.isShown(".choices .strong"));
            page.the(".grades summary").click();
            assertThat(page.texts(".grades th[scope=row]")).containsExactly("Wit", "To the point");
            page.the("[aria-label='Wit, answer B']").sendKeys("5");
            page.the(".choices .strong").click();
            thanked("Thanks, your order is kept.");
            FeedbackClient.of(other.url())
                    .get("/v1/feedback/mine")
                    .body("data[0].criteria.wit.size()", equalTo(1))
                    .body("data[1].reasons", equalTo(List.of("rhymes-badly")))
                    .body("data[1].comment", equalTo("No more th"));
        }
    }

    private void thanked(String words) {
        page.until(() -> page.texts(".verdict[data-verdict=kept] p").contains(words));
    }

    private ValidatableResponse mine() {
        return FeedbackClient.of(server.url()).get("/v1/feedback/mine").statusCode(200);
    }
}
