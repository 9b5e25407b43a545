package dev.attune.feedback.hygiene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class CommonPrefixesTest {
    @Test
    void findsWhatComparingEachWithEachFinds() {
        Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            double share = 0.3 + random.nextDouble() * 0.7;
            int least = 1 + random.nextInt(4);
            Set<String> texts = new HashSet<>();
            for (int i = 0; i < 25; i++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(14); length > 0; length--) {
                    text.append((char) ('a' + random.nextInt(2)));
                }
                texts.add(text.toString());
            }
            assertThat(new CommonPrefixes(share, least).repeated(texts))
                    .as("%s of %s", share, texts)
                    .isEqualTo(slowly(texts, share, least));
        }
    }

    @Test
    void aLongCommonInstructionMakesPromptsOne() {
        String instruction = "Summarise the following in one sentence and be brief. ".repeat(10);
        Set<String> texts =
                Set.of(instruction + "A cat sat.", instruction + "A dog ran.", "What is a cat?", "What is a car?");
        assertThat(new CommonPrefixes(0.9, 128).repeated(texts)).containsExactly(instruction + "A dog ran.");
    }

    @Test
    void aShortPromptIsNotItsContinuation() {
        String beginning = "x".repeat(200);
        assertThat(new CommonPrefixes(0.9, 128).repeated(Set.of(beginning, beginning + "y".repeat(200))))
                .isEmpty();
    }

    @Test
    void theOrderPlaysNoPart() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            texts.add("z".repeat(i));
        }
        Set<String> first = new CommonPrefixes(0.9, 10).repeated(texts);
        Collections.shuffle(texts, new Random(1));
        assertThat(new CommonPrefixes(0.9, 10).repeated(texts)).isEqualTo(first).hasSizeGreaterThan(400);
    }

    @Test
    void scriptsAndPicturesAreTextLikeAnyOther() {
        String arabic = "مرحبا بالعالم ".repeat(20);
        String pictures = "👩‍👩‍👧‍👦🇩🇪".repeat(20);
        Set<String> texts = Set.of(arabic + "١", arabic + "٢", pictures + "😀", pictures + "😁", "");
        assertThat(new CommonPrefixes(0.9, 64).repeated(texts)).hasSize(2);
    }

    private static Set<String> slowly(Set<String> texts, double share, int least) {
        List<String> kept = new ArrayList<>();
        Set<String> dropped = new HashSet<>();
        for (String text : new TreeSet<>(texts)) {
            boolean alike = kept.stream().anyMatch(other -> {
                int common = 0;
                while (common < Math.min(text.length(), other.length())
                        && text.charAt(common) == other.charAt(common)) {
                    common++;
                }
                return common >= least && common >= share * Math.max(text.length(), other.length());
            });
            if (alike) {
                dropped.add(text);
            } else {
                kept.add(text);
            }
        }
        return dropped;
    }
}
