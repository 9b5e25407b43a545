package dev.attune.feedback.privacy;

import java.util.List;
import java.util.function.Consumer;

/** Long strings that chance made, where the words before them speak of keys and not of commits or checksums. */
final class RandomStrings implements Detector {
    private static final int SHORTEST = 16;

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        for (int i = 0; i < text.length(); i++) {
            if ((!text.isDigit(i) && !text.isAsciiLetter(i)) || Tokens.isTokenChar(text, i - 1)) {
                continue;
            }
            int end = Tokens.end(text, i);
            boolean call = text.at(end) == '(';
            if (!call && end - i >= SHORTEST && Tokens.looksRandom(text.substring(i, end)) && isKey(text, i)) {
                found.accept(new Finding(PiiKind.SECRET, i, end));
            }
            i = Math.max(i, end - 1);
        }
    }

    /** "public key" is none of ours: a word for keys counts as the word before it says. */
    private static boolean isKey(FoldedText text, int start) {
        List<String> before = Surroundings.before(text, start);
        for (int i = 0; i < before.size(); i++) {
            if (Lexicon.NOT_KEY.contains(before.get(i))) {
                return false;
            }
            if (Lexicon.KEY.contains(before.get(i))) {
                return i + 1 == before.size() || !Lexicon.NOT_KEY.contains(before.get(i + 1));
            }
        }
        return false;
    }
}
