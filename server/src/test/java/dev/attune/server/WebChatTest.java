package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.feedback.CompletionRecord;
import dev.attune.serving.engine.SamplingParams;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** Conversations in a real browser: say, stop, go on, answer again, ask in other words. */
@ExtendWith(BrowserSession.class)
final class WebChatTest {
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
    void aConversationIsKeptUpAndEveryAnswerSaysWhereItComesFrom() {
        page.ask("Hello there");
        page.ask("And again");
        assertThat(page.texts(".turn .words")).containsExactly("Hello there", "Hello there", "And again", "And again");
        assertThat(page.text(".turn:last-child .facts"))
                .containsPattern(
                        "echo w7 · 9 tokens read( \\(3 known\\))?, 10 written · \\d+(\\.\\d)? tokens/s · first after \\d+");
        assertThat(page.the(".turn:last-child").getDomAttribute("data-completion"))
                .startsWith("chatcmpl-");
        assertThat(page.text("#model")).isEqualTo("echo");
        assertThat(page.titles()).containsExactly("Hello there");
    }

    @Test
    void stoppingKeepsWhatCameAndFreesTheServer() {
        server.generator().holdAt(5);
        page.send("Hello there");
        page.until(() -> page.answer().equals("Hello"));
        assertThat(page.is("#log[aria-busy='true']")).isTrue();
        page.the("#stop").click();
        page.untilIdle();
        page.until(() -> server.generator().inFlight() == 0);
        assertThat(page.answer()).isEqualTo("Hello");
        assertThat(page.text(".turn:last-child .facts")).contains("stopped", "w7");
        assertThat(page.focus()).isEqualTo("text");
    }

    @Test
    void aStoppedAnswerIsContinued() {
        server.generator().holdAt(5);
        page.send("Hello there");
        page.until(() -> page.answer().equals("Hello"));
        page.press(Keys.ESCAPE);
        page.untilIdle();
        server.generator().release();
        page.act("continue");
        page.until(() -> page.isIdle() && page.answer().equals("HelloHello"));
        assertThat(page.all(".turn")).hasSize(2);
    }

    @Test
    void answeringAgainKeepsTheEarlierAnswersAsVersions() {
        server.generator().holdAt(5);
        page.send("Hello there");
        page.until(() -> page.answer().equals("Hello"));
        page.the("#stop").click();
        page.untilIdle();
        server.generator().release();
        page.act("regenerate");
        page.until(() -> page.isIdle() && page.answer().equals("Hello there"));
        page.act("regenerate");
        page.until(
                () -> page.isIdle() && page.text(".turn:last-child .position").equals("3/3"));
        page.the(".turn:last-child [aria-label='Previous version']").click();
        page.the(".turn:last-child [aria-label='Previous version']").click();
        page.until(() -> page.text(".turn:last-child .position").equals("1/3"));
        assertThat(page.answer()).isEqualTo("Hello");
        assertThat(page.focus()).isEqualTo("Previous version");
        page.the(".turn:last-child [aria-label='Next version']").click();
        page.until(() -> page.answer().equals("Hello there"));
    }

    @Test
    void aQuestionInOtherWordsIsABranchBesideTheOldOne() {
        page.ask("First");
        page.ask("Second");
        page.run("document.querySelector('.turn [data-action=edit]').click()");
        page.until(() -> page.focus().equals("Edit your message"));
        page.press(" changed", Keys.ENTER);
        page.until(() -> page.isIdle() && page.texts(".turn .words").equals(List.of("First changed", "First changed")));
        page.the(".turn.user [aria-label='Previous version']").click();
        page.until(() -> page.all(".turn").size() == 4);
        assertThat(page.texts(".turn .words")).containsExactly("First", "First", "Second", "Second");
    }

    @Test
    void settingsReachTheServerAndStayWithTheirConversation() {
        page.the("#toggle-settings").click();
        page.the("#set-temperature").sendKeys("0.3");
        page.the("#set-seed").sendKeys("42");
        page.the("#set-max_completion_tokens").sendKeys("4");
        page.the("#set-top_p").sendKeys("7");
        page.the("#system").sendKeys("Be brief.");
        page.ask("Hello there");
        var request = server.generator().lastRequest();
        assertThat(request.sampling().temperature()).isEqualTo(0.3);
        assertThat(request.sampling().topP()).isEqualTo(1);
        assertThat(request.sampling().seed()).hasValue(42);
        assertThat(page.the("#set-top_p").getDomAttribute("aria-invalid")).isEqualTo("true");
        assertThat(page.answer()).isEqualTo("Hell");
        assertThat(page.text(".turn:last-child .facts")).contains("cut at the longest length");
        page.the("#new-chat").click();
        page.until(() -> page.value("#set-seed").isEmpty());
        page.the("#conversations .open").click();
        page.until(() -> page.value("#set-seed").equals("42"));
        assertThat(page.value("#system")).isEqualTo("Be brief.");
    }

    @Test
    void everythingInThePanelReachesTheServer() {
        page.the("#toggle-settings").click();
        page.the("#system").sendKeys("Be brief.");
        page.the("#set-top_p").sendKeys("0.9");
        page.the("#set-top_k").sendKeys("40");
        page.the("#set-min_p").sendKeys("0.05");
        page.the("#set-frequency_penalty").sendKeys("0.5");
        page.the("#set-presence_penalty").sendKeys("-0.25");
        page.the("#set-repetition_penalty").sendKeys("1.2");
        page.the("#stops").sendKeys("\\n\\n", Keys.ENTER, "END");
        page.ask("Hello");
        SamplingParams sampling = server.generator().lastRequest().sampling();
        assertThat(sampling.topP()).isEqualTo(0.9);
        assertThat(sampling.topK()).isEqualTo(40);
        assertThat(sampling.minP()).isEqualTo(0.05);
        assertThat(sampling.frequencyPenalty()).isEqualTo(0.5);
        assertThat(sampling.presencePenalty()).isEqualTo(-0.25);
        assertThat(sampling.repetitionPenalty()).isEqualTo(1.2);
        CompletionRecord kept = kept();
        assertThat(kept.sampling().stop()).containsExactly("\n\n", "END");
        assertThat(kept.messages()).map(CompletionRecord.Turn::role).containsExactly("system", "user");
        assertThat(kept.messages()).map(CompletionRecord.Turn::content).containsExactly("Be brief.", "Hello");
    }

    @Test
    void settingsAreKeptForNewConversationsUntilTheyAreReset() {
        page.the("#toggle-settings").click();
        page.the("#system").sendKeys("Be kind.");
        page.the("#set-temperature").sendKeys("0.4");
        page.the("#keep-settings").click();
        page.until(() -> page.text(".notice").contains("New conversations begin with these settings."));
        page.ask("First");
        page.the("#new-chat").click();
        page.until(() -> page.all(".turn").isEmpty());
        page.ask("Second");
        assertThat(server.generator().lastRequest().sampling().temperature()).isEqualTo(0.4);
        assertThat(kept().messages()).map(CompletionRecord.Turn::content).containsExactly("Be kind.", "Second");
        page.the("#reset-settings").click();
        page.until(() -> page.value("#set-temperature").isEmpty());
        assertThat(page.value("#system")).isEmpty();
        page.ask("Third");
        assertThat(server.generator().lastRequest().sampling().temperature()).isEqualTo(1);
        assertThat(kept().messages()).map(CompletionRecord.Turn::role).doesNotContain("system");
        page.the("#new-chat").click();
        page.until(() -> page.value("#set-temperature").equals("0.4"));
    }

    @Test
    void longAnswersAreFollowedUntilTheReaderScrollsUp() {
        server.generator().holdAt(6000);
        page.send("A line.\n\n".repeat(2000));
        page.until(() -> page.answer().length() > 4000);
        page.until(() -> distanceToEnd(page) < 60);
        page.run("document.getElementById('log').scrollTop -= 400");
        page.until(() -> page.isShown("#to-end"));
        server.generator().holdAt(9000);
        server.generator().release();
        page.untilIdle();
        assertThat(distanceToEnd(page)).isGreaterThan(300);
        page.the("#to-end").click();
        page.until(() -> distanceToEnd(page) < 60 && !page.isShown("#to-end"));
    }

    /** What the server keeps of the last answer. */
    private CompletionRecord kept() {
        String id = page.the(".turn:last-child").getDomAttribute("data-completion");
        return server.application()
                .completions()
                .find(Objects.requireNonNull(id))
                .toCompletableFuture()
                .join()
                .orElseThrow();
    }

    private static long distanceToEnd(ChatPage page) {
        Object pixels = page.run("const log = document.getElementById('log');"
                + " return Math.round(log.scrollHeight - log.scrollTop - log.clientHeight)");
        return (Long) Objects.requireNonNull(pixels);
    }
}
