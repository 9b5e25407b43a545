package dev.attune.trainer.bpe;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts text into the pieces that merges never cross: every digit alone, then words with their leading space,
 * punctuation, and white space. Equals the pre-tokenizers that {@link TokenizerFiles} writes into tokenizer.json.
 */
final class WordSplitter {
    private static final Pattern DIGIT = Pattern.compile("\\p{N}");
    private static final Pattern WORD = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private WordSplitter() {}

    static void split(String text, Consumer<String> words) {
        Matcher digits = DIGIT.matcher(text);
        int start = 0;
        while (digits.find()) {
            splitWords(text.substring(start, digits.start()), words);
            words.accept(digits.group());
            start = digits.end();
        }
        splitWords(text.substring(start), words);
    }

    private static void splitWords(String text, Consumer<String> words) {
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.accept(matcher.group());
        }
    }
}
