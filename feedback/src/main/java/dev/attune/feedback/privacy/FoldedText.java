package dev.attune.feedback.privacy;

import java.text.Normalizer;
import java.util.Arrays;

/**
 * A text as the detectors see it: full-width and other scripts' digits are ASCII digits, every dash is {@code -}, every space a
 * space, marks that nobody sees are gone; and each char knows where it came from. Immutable.
 */
final class FoldedText {
    private static final int MATHEMATICAL_FIRST = 0x1D400;
    private static final int MATHEMATICAL_LAST = 0x1D7FF;
    private static final int WIDE_OFFSET = 0xFEE0;

    private final String chars;
    private final String lower;
    private final int[] starts;
    private final int[] ends;

    private FoldedText(String chars, int[] starts, int[] ends) {
        this.chars = chars;
        this.lower = lowerCase(chars);
        this.starts = starts;
        this.ends = ends;
    }

    static FoldedText of(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        int[] starts = new int[text.length()];
        int[] ends = new int[text.length()];
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int next = i + Character.charCount(point);
            int as = fold(point);
            int from = folded.length();
            if (as >= 0) {
                folded.appendCodePoint(as);
            }
            Arrays.fill(starts, from, folded.length(), i);
            Arrays.fill(ends, from, folded.length(), next);
            i = next;
        }
        return new FoldedText(folded.toString(), starts, ends);
    }

    int length() {
        return chars.length();
    }

    /** The char there; {@code 0} before the first and after the last. */
    char at(int i) {
        return i < 0 || i >= chars.length() ? 0 : chars.charAt(i);
    }

    boolean isDigit(int i) {
        char c = at(i);
        return c >= '0' && c <= '9';
    }

    /** A letter that words with spaces between them are made of: Chinese, Japanese, Korean and Thai text touches numbers. */
    boolean isLetter(int i) {
        char c = at(i);
        if (c < 128) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
        return Character.isLetter(c) && !Scripts.writtenWithoutSpaces(c);
    }

    boolean isAsciiLetter(int i) {
        char c = at(i);
        return c < 128 && Character.isLetter(c);
    }

    boolean isWord(int i) {
        return isDigit(i) || isLetter(i) || at(i) == '_';
    }

    /** The text in small letters, of the same length. */
    String lower() {
        return lower;
    }

    boolean startsWith(String small, int at) {
        return at >= 0 && lower.startsWith(small, at);
    }

    String substring(int start, int end) {
        return chars.substring(Math.max(0, start), Math.min(end, chars.length()));
    }

    int originStart(int i) {
        return starts[i];
    }

    int originEnd(int i) {
        return ends[i];
    }

    /** The char to stand for it; -1 for none. */
    private static int fold(int point) {
        if (point < 128) {
            return point;
        }
        int digit = Character.digit(point, 10);
        if (digit >= 0) {
            return '0' + digit;
        }
        if (point >= 0xFF01 && point <= 0xFF5E) {
            return point - WIDE_OFFSET;
        }
        if (point >= MATHEMATICAL_FIRST && point <= MATHEMATICAL_LAST) {
            return Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKC)
                    .codePointAt(0);
        }
        return switch (Character.getType(point)) {
            case Character.FORMAT -> -1;
            case Character.DASH_PUNCTUATION -> '-';
            case Character.SPACE_SEPARATOR -> ' ';
            default -> point == '\u2212' ? '-' : point == '\u2024' ? '.' : point;
        };
    }

    /** Char by char: {@link String#toLowerCase} may lengthen a text, and takes quadratic time where it does. */
    private static String lowerCase(String text) {
        char[] lower = text.toCharArray();
        for (int i = 0; i < lower.length; i++) {
            lower[i] = Character.toLowerCase(lower[i]);
        }
        return new String(lower);
    }
}
