package dev.attune.feedback.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RedactorTest {
    private static final double RECALL = 0.99;
    private static final double PRECISION = 0.98;
    private static final int EVIL_CHARS = 1 << 20;

    @Test
    void theOpenLinesLoseWhatIsPersonalAndNothingElse() {
        check(both(written("lines-open.txt"), GeneratedLines.open()));
    }

    @Test
    void soDoTheLinesThatWereHeldOut() {
        check(both(written("lines-held-out.txt"), GeneratedLines.heldOut()));
    }

    @Test
    void thereAreAThousandLinesAndMoreAndHalfOfThemHaveNothingToHide() {
        List<MarkedLine> lines = all();
        assertThat(lines).hasSizeGreaterThan(1_000);
        assertThat(lines).filteredOn(line -> line.expected().isEmpty()).hasSizeGreaterThan(lines.size() * 2 / 5);
        for (PiiKind kind : PiiKind.values()) {
            assertThat(lines.stream().flatMap(line -> line.expected().stream()).filter(f -> f.kind() == kind))
                    .as(kind.name())
                    .hasSizeGreaterThan(50);
        }
    }

    @Test
    void whatIsFoundIsCalledByItsName() {
        PiiScore score = PiiScore.of(all());
        assertThat(score.sameKind()).as(score.toString()).isGreaterThanOrEqualTo((int) (RECALL * score.found()));
    }

    @Test
    void aCleanedTextStaysAsItIs() {
        Redactor redactor = new Redactor();
        for (MarkedLine line : all()) {
            String once = redactor.redact(line.text()).text();
            assertThat(redactor.redact(once).text()).isEqualTo(once);
        }
    }

    @Test
    void placeholdersStandWhereTheWordsStoodAndAreCounted() {
        Redaction redaction =
                new Redactor().redact("Mail a@example.com or b@example.com, IBAN DE89370400440532013000. Bye");
        assertThat(redaction.text()).isEqualTo("Mail [EMAIL] or [EMAIL], IBAN [IBAN]. Bye");
        assertThat(redaction.removed()).isEqualTo(Map.of(PiiKind.EMAIL, 2, PiiKind.IBAN, 1));
    }

    @Test
    void namesOfPeopleStay() {
        String text = "Ada Lovelace met Charles Babbage in London.";
        assertThat(new Redactor().redact(text)).isEqualTo(new Redaction(text, Map.of()));
    }

    /** A pattern that goes back over such texts would need hours; a scan needs a second. */
    @ParameterizedTest
    @MethodSource("evilTexts")
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aMegabyteOfAnythingIsReadInOneGo(String piece) {
        String text = piece.repeat(EVIL_CHARS / piece.length());
        String cleaned = new Redactor().redact(text).text();
        assertThat(cleaned.length()).isLessThanOrEqualTo(text.length() * 2);
    }

    static Stream<String> evilTexts() {
        return Stream.of(
                "a",
                "1",
                "@",
                ".",
                "-",
                " ",
                "(",
                "1 ",
                "1-",
                "0",
                "a@",
                "a@a",
                "a.",
                "@a.",
                " at ",
                "a at a dot ",
                "1.",
                "1.1.1.",
                ":",
                "::",
                "a:",
                "f",
                "+1",
                "+",
                "(1)",
                "4111 ",
                "eyJ",
                "eyJ.",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN ",
                "-----END ",
                "password=",
                "password is ",
                "key ",
                "key: aB3",
                "://",
                "://a:",
                "token\"",
                "DE89",
                "DE89 3704 ",
                "555-0132 ",
                "call 4155550132 ",
                "😀",
                "\u200b",
                "١",
                "－",
                "\ud83d",
                "İ",
                "ﬁ",
                "\n",
                "aA1",
                "x@x.co ",
                "\u202e12-");
    }

    private static List<MarkedLine> all() {
        List<MarkedLine> open = both(written("lines-open.txt"), GeneratedLines.open());
        return both(open, both(written("lines-held-out.txt"), GeneratedLines.heldOut()));
    }

    static void check(List<MarkedLine> lines) {
        PiiScore score = PiiScore.of(lines);
        assertThat(score.recall()).as(score.toString()).isGreaterThanOrEqualTo(RECALL);
        assertThat(score.precision()).as(score.toString()).isGreaterThanOrEqualTo(PRECISION);
    }

    static List<MarkedLine> both(List<MarkedLine> a, List<MarkedLine> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }

    static List<MarkedLine> written(String name) {
        try (InputStream in = Objects.requireNonNull(RedactorTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("# "))
                    .map(MarkedLine::parse)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
