package dev.attune.serving.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StopMatcherTest {
    @Test
    void textBeforeTheStopIsShownAndTheStopIsNot() {
        StopMatcher matcher = new StopMatcher(List.of("\n\nUser:", "END"));
        assertThat(matcher.push("Hello\n")).isEqualTo("Hello");
        assertThat(matcher.push("\nUs")).isEmpty();
        assertThat(matcher.push("age E")).isEqualTo("\n\nUsage ");
        assertThat(matcher.stop()).isEmpty();
        assertThat(matcher.push("ND and more")).isEmpty();
        assertThat(matcher.stop()).contains("END");
        assertThat(matcher.push("and more")).isEmpty();
        assertThat(matcher.finish()).isEmpty();
    }

    @Test
    void whatWasHeldBackInVainComesAtTheEnd() {
        StopMatcher matcher = new StopMatcher(List.of("aab"));
        assertThat(matcher.push("xaaa")).isEqualTo("xa");
        assertThat(matcher.finish()).isEqualTo("aa");
        assertThat(matcher.finish()).isEmpty();
    }

    @Test
    void withoutStopStringsNothingIsHeldBack() {
        StopMatcher matcher = new StopMatcher(List.of());
        assertThat(matcher.push("anything")).isEqualTo("anything");
        assertThat(matcher.finish()).isEmpty();
    }

    @Test
    void stopStringsThatCannotBeInATextAreRefused() {
        for (String stop : List.of("", "\ud83d", "a\ude00")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new StopMatcher(List.of("fine", stop)))
                    .withMessage("stop must be well-formed text of at least one character");
        }
    }

    /** Few letters, so that stop strings overlap, contain and begin each other all the time. */
    @Test
    void anyCutOfTheTextGivesWhatRescanningGives() {
        Random random = new Random(31);
        for (int round = 0; round < 50_000; round++) {
            List<String> stops = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                stops.add(letters(random, 1 + random.nextInt(4)));
            }
            check(letters(random, random.nextInt(20)), stops, random);
        }
    }

    private static void check(String text, List<String> stops, Random random) {
        StopMatcher matcher = new StopMatcher(stops);
        StringBuilder shown = new StringBuilder();
        String seen = "";
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + random.nextInt(4));
            shown.append(matcher.push(text.substring(from, to)));
            from = to;
            seen = text.substring(0, to);
            Optional<String> expected = firstStop(seen, stops);
            assertThat(matcher.stop()).as("%s in %s", stops, seen).isEqualTo(expected);
            int visible = expected.isPresent()
                    ? end(seen, stops) - expected.get().length()
                    : seen.length() - longestPendingPrefix(seen, stops);
            assertThat(shown).as("%s in %s", stops, seen).hasToString(seen.substring(0, visible));
        }
        shown.append(matcher.finish());
        int visible = firstStop(text, stops)
                .map(stop -> end(text, stops) - stop.length())
                .orElse(text.length());
        assertThat(shown).hasToString(text.substring(0, visible));
    }

    /** Where the first stop string to be complete ends, or −1. */
    private static int end(String text, List<String> stops) {
        for (int end = 1; end <= text.length(); end++) {
            String head = text.substring(0, end);
            if (stops.stream().anyMatch(head::endsWith)) {
                return end;
            }
        }
        return -1;
    }

    private static Optional<String> firstStop(String text, List<String> stops) {
        int end = end(text, stops);
        return stops.stream()
                .filter(stop -> end >= 0 && text.substring(0, end).endsWith(stop))
                .max((a, b) -> Integer.compare(a.length(), b.length()));
    }

    private static int longestPendingPrefix(String text, List<String> stops) {
        int longest = 0;
        for (String stop : stops) {
            for (int length = 1; length < stop.length(); length++) {
                if (text.endsWith(stop.substring(0, length))) {
                    longest = Math.max(longest, length);
                }
            }
        }
        return longest;
    }

    private static String letters(Random random, int count) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < count; i++) {
            letters.append((char) ('a' + random.nextInt(random.nextBoolean() ? 2 : 3)));
        }
        return letters.toString();
    }
}
