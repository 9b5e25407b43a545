package dev.attune.trainer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
    private static final List<String> NASTY = List.of(
            "",
            " ",
            "\n\n  x\t y \r\n",
            "It's 3+4=7, isn't it? I'll say we've 100.5%",
            "naïve café Ελλάδα Москва 東京 العربية हिन्दी",
            "👩‍👩‍👧‍👦🏳️‍🌈 e\u0301 \u00a0\u2003\u200b|",
            "a  3 b   4\n5 ½ ² Ⅷ ٣",
            "don'tstop 'tis 'S x's",
            "\u0000\u0001\u007f\u0085\u2028 end ");

    private static Vocabulary vocabulary;
    private static HuggingFaceTokenizer tokenizer;

    @BeforeAll
    static void learnAndWrite(@TempDir Path folder) throws IOException {
        vocabulary = BpeTrainer.train(sampleText(), BpeTrainer.CHATML_SPECIALS, 600);
        TokenizerFiles.write(vocabulary, folder, 512);
        tokenizer = HuggingFaceTokenizer.builder()
                .optTokenizerPath(folder)
                .optAddSpecialTokens(false)
                .optTruncation(false)
                .optPadding(false)
                .build();
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static Stream<String> sampleText() {
        return Stream.of(
                "the cat sat on the mat and the other cat sat there",
                "the capital of France is Paris. The capital of Spain is Madrid.",
                "aaaa aaaaaa aaa naïve café 東京 東京 12 34 12 34",
                "It's mine, isn't it? I'll tell them that they've been there.");
    }

    @Test
    void otherTokenizersAgreeOnIdsAndGiveTheTextBack() {
        for (String text : NASTY) {
            long[] ids = tokenizer.encode(text).getIds();
            assertThat(Arrays.stream(ids).mapToInt(id -> (int) id).boxed())
                    .as(text)
                    .isEqualTo(vocabulary.encode(text));
            assertThat(tokenizer.decode(ids)).isEqualTo(text);
        }
    }

    @Test
    void randomTextRoundTrips() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            String text = randomText(random);
            long[] ids = tokenizer.encode(text).getIds();
            assertThat(Arrays.stream(ids).mapToInt(id -> (int) id).boxed())
                    .as(text)
                    .isEqualTo(vocabulary.encode(text));
            assertThat(tokenizer.decode(ids)).isEqualTo(text);
        }
    }

    @Test
    void specialTokensHaveTheFirstIds() {
        long[] ids = tokenizer.encode("<|im_start|>user\nthe<|im_end|>").getIds();
        assertThat(ids[0]).isEqualTo(1);
        assertThat(ids[ids.length - 1]).isEqualTo(2);
    }

    @Test
    void theSameTextGivesTheSameVocabulary() {
        assertThat(BpeTrainer.train(sampleText(), BpeTrainer.CHATML_SPECIALS, 600))
                .isEqualTo(vocabulary);
    }

    @Test
    void mergesAreThoseOfCountingAnewEachTime() {
        Random random = new Random(3);
        for (int round = 0; round < 20; round++) {
            List<String> texts =
                    Stream.generate(() -> smallWord(random)).limit(60).toList();
            Vocabulary fast = BpeTrainer.train(texts.stream(), List.of("<s>"), 257 + 12);
            assertThat(fast.tokens()).isEqualTo(slowTokens(texts, 257 + 12));
        }
    }

    @Test
    void aVocabularyTooSmallForTheBytesIsRefused() {
        assertThatThrownBy(() -> BpeTrainer.train(sampleText(), BpeTrainer.CHATML_SPECIALS, 258))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("258");
    }

    private static String randomText(Random random) {
        int[] points = {'a', 'c', 't', ' ', ' ', '\n', '1', '9', '\'', 's', '.', 0xE9, 0x6771, 0x1F600, 0x301, 0x200D};
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private static String smallWord(Random random) {
        StringBuilder word = new StringBuilder();
        int length = 2 + random.nextInt(7);
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }

    /** Counts every pair from scratch before each merge. */
    private static List<String> slowTokens(List<String> texts, int size) {
        Vocabulary bytes = BpeTrainer.train(Stream.of(), List.of("<s>"), 257);
        List<String> tokens = new ArrayList<>(bytes.tokens());
        List<List<Integer>> words = new ArrayList<>();
        texts.forEach(text -> words.add(new ArrayList<>(bytes.encode(text))));
        while (tokens.size() < size) {
            Map<Pair, Integer> counts = new HashMap<>();
            for (List<Integer> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    counts.merge(new Pair(word.get(i), word.get(i + 1)), 1, Integer::sum);
                }
            }
            Pair best = counts.entrySet().stream()
                    .min(Comparator.<Map.Entry<Pair, Integer>>comparingInt(entry -> -entry.getValue())
                            .thenComparingInt(entry -> entry.getKey().left())
                            .thenComparingInt(entry -> entry.getKey().right()))
                    .orElseThrow()
                    .getKey();
            String text = tokens.get(best.left()) + tokens.get(best.right());
            if (!tokens.contains(text)) {
                tokens.add(text);
            }
            int merged = tokens.indexOf(text);
            for (List<Integer> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    if (word.get(i) == best.left() && word.get(i + 1) == best.right()) {
                        word.set(i, merged);
                        word.remove(i + 1);
                    }
                }
            }
        }
        return tokens;
    }
}
