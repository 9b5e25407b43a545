package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.load.experiment.HeldOut.Answers;
import dev.attune.load.experiment.Talk.Answer;
import dev.attune.load.experiment.Talk.Exchange;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class HeldOutTest {
    private static final Ask ASK = new Ask("capital", "What is the capital of France?", "");
    private static final Preference ASKS_BACK = new Preference(Map.of(Property.ASKS_BACK, 1.0));

    private final HeldOut heldOut = new HeldOut(
            List.of(ASK, ASK, ASK),
            List.of(
                    exchange("Paris.", "It is Paris. Anything else?"),
                    exchange("Paris. Another one?", "Paris, of course."),
                    exchange("Paris.", "Paris is the capital of France.")),
            ASKS_BACK);
    private final Answers mine = new Answers(
            List.of(ASK, ASK, ASK),
            List.of(exchange("Paris. Shall we go on?"), exchange("Paris. Is that clear?"), exchange("It is Paris.")),
            List.of("attune-mini@w2"));

    /** Against the first answer of each prompt: a win and two ties. */
    @Test
    void winsByTheTasteAndHalvesTies() {
        assertThat(heldOut.winRate(mine)).isEqualTo(new WinRate(2, 3));
        assertThat(heldOut.winRate(mine, List.of("Paris.", "Paris.", "Paris?"))).isEqualTo(new WinRate(2, 3));
    }

    /** Against the nearest in length: ties with the question, with the other question, and with the short answer. */
    @Test
    void matchesLengthsBeforeItJudges() {
        assertThat(heldOut.lengthMatched(mine)).isEqualTo(new WinRate(1.5, 3));
    }

    @Test
    void comparesTokensWithTheMeanBefore() {
        // Mean tokens before: (1 + 5) / 2, (3 + 3) / 2, (1 + 6) / 2; now 5, 4, 3.
        assertThat(heldOut.lengthRatio(mine)).isCloseTo(12 / 9.5, within(1e-12));
    }

    /** A token a word. */
    private static Exchange exchange(String... texts) {
        return new Exchange(
                "attune-mini@w1",
                List.of(),
                Stream.of(texts)
                        .map(text -> new Answer("c", text, Collections.nCopies(text.split(" ").length, 7), -1))
                        .toList());
    }
}
