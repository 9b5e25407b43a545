package dev.attune.feedback.hygiene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NearDuplicatesTest {
    private static final String STORY =
            "Once upon a time a miller had three sons, and when he died he left them the mill, the donkey and the cat.";
    private final NearDuplicates near = new NearDuplicates(0.85);

    @Test
    void caseSpacesAndPunctuationMakeNoNewText() {
        Set<String> texts = Set.of(
                STORY, STORY.toUpperCase(Locale.ROOT), STORY.replace(" ", "  "), STORY.replace(",", " -") + "!!!");
        assertThat(near.repeated(texts)).hasSize(3);
    }

    @Test
    void aWordMoreInALongTextMakesNoNewText() {
        assertThat(near.repeated(Set.of(STORY, STORY.replace("three sons", "three good sons"))))
                .hasSize(1);
    }

    @Test
    void otherQuestionsOfOneShapeAreOtherTexts() {
        Set<String> texts = Set.of(
                "What is the capital of France?",
                "What is the capital of Finland?",
                "What is 12 + 13?",
                "What is 12 + 14?",
                "Hi",
                "Hi there");
        assertThat(near.repeated(texts)).isEmpty();
    }

    @Test
    void scriptsWithoutSpacesAndPicturesAreCompared() {
        String chinese = "从前有一个磨坊主他有三个儿子他死的时候给他们留下了磨坊驴子和猫大儿子得到了磨坊二儿子得到了驴子";
        String hebrew = "היה היה פעם טוחן ולו שלושה בנים וכאשר מת הוריש להם את הטחנה את החמור ואת החתול";
        String pictures = "🐈🐕🐎🐄🐖🐑🐐🐓🦃🦆🦅🦉🐝🐛🦋🐌🐞🐜🕷🦂🐢🐍🦎🐙🦑🦐🦀🐡🐠🐟🐬🐳";
        Set<String> texts = Set.of(chinese, chinese + "。", hebrew, hebrew + "!", pictures, pictures + " .");
        assertThat(near.repeated(texts)).hasSize(3);
    }

    @Test
    void theOrderPlaysNoPart() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            texts.add(STORY + " Tale number " + i);
        }
        Set<String> first = near.repeated(texts);
        Collections.shuffle(texts, new Random(2));
        assertThat(near.repeated(texts)).isEqualTo(first).isNotEmpty();
    }

    /** A pair at the limit is missed with a probability of 0.003; of 200 pairs above it, none under this seed. */
    @Test
    void findsWhatComparingEachWithEachFinds() {
        Random random = new Random(9);
        for (int round = 0; round < 200; round++) {
            String text = words(random, 40);
            String changed = text.substring(0, text.length() - 12) + words(random, 1);
            boolean alike = Shingles.of(text).resemblance(Shingles.of(changed)) >= 0.85;
            assertThat(near.repeated(Set.of(text, changed))).hasSize(alike ? 1 : 0);
        }
    }

    @Test
    void emptyAndTinyTextsAreAllowed() {
        assertThat(near.repeated(Set.of())).isEmpty();
        assertThat(near.repeated(Set.of("", "a", "b"))).isEmpty();
    }

    private static String words(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            for (int letters = 2 + random.nextInt(6); letters > 0; letters--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append(' ');
        }
        return text.toString();
    }
}
