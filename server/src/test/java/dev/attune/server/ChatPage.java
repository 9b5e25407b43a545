package dev.attune.server;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/** The web client as a person uses it. */
final class ChatPage {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(40);

    private final ChromeDriver driver;

    private ChatPage(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens the page at this address and waits until it can be used; whether there is a model is another question. */
    static ChatPage open(Browser browser, String url) {
        ChatPage page = new ChatPage(browser.driver());
        browser.driver().get(url);
        page.until(() -> page.is("body[data-ready]"));
        return page;
    }

    /** The same, once a model is there to talk to. */
    static ChatPage ready(Browser browser, String url) {
        ChatPage page = open(browser, url);
        page.until(() -> page.is("#send:enabled"));
        return page;
    }

    void reload() {
        driver.navigate().refresh();
        until(() -> is("#send:enabled"));
    }

    /** Writes a message, however many lines it has, and sends it. */
    void send(String text) {
        run("document.getElementById('text').value = arguments[0]", text);
        the("#text").sendKeys(Keys.ENTER);
    }

    /** Sends a message and waits for the whole answer. */
    void ask(String text) {
        int before = all(".turn.assistant").size();
        send(text);
        until(() -> all(".turn.assistant").size() == before + 1 && isIdle());
    }

    boolean isIdle() {
        return is("#log[aria-busy='false']") && !is(".turn.running");
    }

    void untilIdle() {
        until(this::isIdle);
    }

    /** The text of the last answer. */
    String answer() {
        List<WebElement> answers = all(".turn.assistant .words");
        return answers.get(answers.size() - 1).getText();
    }

    /** Presses an action under the last message that has it. */
    void act(String action) {
        String shown = ".turn [data-action='" + action + "']:not([hidden])";
        until(() -> is(shown));
        List<WebElement> buttons = all(shown);
        new Actions(driver)
                .moveToElement(buttons.get(buttons.size() - 1))
                .click()
                .perform();
    }

    /** Chooses from the menu of the first conversation in the list. */
    void choose(String option) {
        the("#conversations li [aria-haspopup]").click();
        until(() -> is(".menu:popover-open"));
        all(".menu button").stream()
                .filter(item -> item.getText().equals(option))
                .findFirst()
                .orElseThrow()
                .click();
    }

    List<String> titles() {
        return texts("#conversations .title");
    }

    /** Keys for whatever has the focus. */
    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** The id of the element that has the focus, or its name for readers of the screen. */
    String focus() {
        return String.valueOf(run(
                "const at = document.activeElement; return at.id || at.getAttribute('aria-label') || at.textContent"));
    }

    /** What a field holds. */
    String value(String css) {
        return String.valueOf(the(css).getDomProperty("value"));
    }

    boolean is(String css) {
        return Boolean.TRUE.equals(run("return document.querySelector(arguments[0]) !== null", css));
    }

    boolean isShown(String css) {
        return all(css).stream().anyMatch(WebElement::isDisplayed);
    }

    String text(String css) {
        return read(() -> the(css).getText());
    }

    List<String> texts(String css) {
        return read(() -> all(css).stream().map(WebElement::getText).toList());
    }

    /** The same inside of an element. */
    List<String> texts(WebElement within, String css) {
        return within.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** The first such element, as soon as there is one. */
    WebElement the(String css) {
        until(() -> is(css));
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** The first of these that says just so. */
    WebElement saying(String selector, String words) {
        return read(() -> all(selector).stream()
                .filter(element -> element.getText().equals(words))
                .findFirst()
                .orElseThrow());
    }

    /** Reads again if an element goes while it is looked at. */
    private static <T> T read(Callable<T> look) {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .ignoreException(StaleElementReferenceException.class)
                .until(look, seen -> true);
    }

    /** Waits until it is so; an element that goes while it is looked at is looked for again. */
    void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .ignoreExceptions()
                .until(condition);
    }
}
