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

/** A person writes both sides of a conversation, helped by the model, and finds it among their judgements. */
@ExtendWith(BrowserSession.class)
final class WebExampleTest {
    private RunningServer server;
    private ChatPage page;

    @BeforeEach
    void open(Browser browser) {
        server = RunningServer.start();
        server.generator().endWith("abc");
        page = ChatPage.ready(browser, server.url() + "/#/write");
        page.until(() -> page.is(".example-turn"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void bothSidesAreWrittenWithASuggestionAndADraftOutlivesAReload() {
        field(0).sendKeys("Good morning");
        page.the(".suggest:not([hidden])").click();
        page.until(() -> page.all(".suggestion p").size() == 3);
        page.until(() -> page.the("[aria-label='Use suggestion 2']").isEnabled());
        String suggested = page.texts(".suggestion p").get(1);
        assertThat(suggested).matches("Good morning[abc]");
        page.the("[aria-label='Use suggestion 2']").click();
        page.until(() -> suggested.equals(field(1).getDomProperty("value")));
        field(1).sendKeys(Keys.BACK_SPACE, " to you");
        page.reload();
        page.until(() -> "Good morning to you".equals(field(1).getDomProperty("value")));
        field(1).sendKeys("!", Keys.chord(Keys.CONTROL, Keys.ENTER));
        page.until(() -> page.text("#page .verdict").equals("Thanks, your example is kept."));
        assertThat(field(0).getDomProperty("value")).isEmpty();
        mine().body("data", hasSize(1), "data[0].kind", equalTo("demonstration"))
                .body("data[0].messages.content", equalTo(List.of("Good morning", "Good morning to you!")));
    }

    @Test
    void aConversationGrowsAndIsOnlySentWhole() {
        assertThat(send().isEnabled()).isFalse();
        field(0).sendKeys("One");
        field(1).sendKeys("Two");
        page.until(() -> send().isEnabled());
        button("Add a turn").click();
        page.until(() -> page.all(".example-turn").size() == 3);
        assertThat(send().isEnabled()).isFalse();
        field(2).sendKeys("Three");
        button("Add a turn").click();
        page.until(() -> page.all(".example-turn").size() == 4);
        button("Remove the last turn").click();
        button("Remove the last turn").click();
        page.until(() -> page.all(".example-turn").size() == 2 && send().isEnabled());
    }

    @Test
    void anExampleIsChangedFromTheListOfOnesJudgements() {
        field(0).sendKeys("One");
        field(1).sendKeys("Two", Keys.chord(Keys.CONTROL, Keys.ENTER));
        page.until(() -> page.text("#page .verdict").equals("Thanks, your example is kept."));
        page.the("#pages a[href='#/judgements']").click();
        page.until(() -> page.isShown(".judgement .change"));
        page.the(".judgement .change").click();
        page.until(() -> page.is(".example-turn") && "Two".equals(field(1).getDomProperty("value")));
        field(1).sendKeys(" and a half", Keys.chord(Keys.CONTROL, Keys.ENTER));
        page.until(() -> page.text("#page .verdict").equals("Thanks, your example is kept."));
        page.until(() -> !page.isShown("#pages a[href='#/judgements'] .badge"));
        mine().body("data", hasSize(1), "data[0].messages[1].content", equalTo("Two and a half"));
    }

    private WebElement field(int turn) {
        return page.all(".example-turn textarea").get(turn);
    }

    private WebElement send() {
        return button("Send the example");
    }

    private WebElement button(String words) {
        return page.saying("#page button", words);
    }

    private ValidatableResponse mine() {
        return FeedbackClient.of(server.url()).get("/v1/feedback/mine").statusCode(200);
    }
}
