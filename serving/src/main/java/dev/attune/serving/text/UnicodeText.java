package dev.attune.serving.text;

/** Java text as Unicode sees it: by code points, without halves of surrogate pairs. */
public final class UnicodeText {
    static final char REPLACEMENT = '\uFFFD';

    private UnicodeText() {}

    /** Whether there is no half of a surrogate pair in it, so that it can be written as UTF-8. */
    public static boolean isWellFormed(String text) {
        return firstLoneSurrogate(text, 0) == text.length();
    }

    /** Each lone surrogate becomes U+FFFD. Native code would take one as a reason to misread every emoji of the text. */
    public static String wellFormed(String text) {
        int lone = firstLoneSurrogate(text, 0);
        if (lone == text.length()) {
            return text;
        }
        StringBuilder mended = new StringBuilder(text);
        for (; lone < text.length(); lone = firstLoneSurrogate(text, lone + 1)) {
            mended.setCharAt(lone, REPLACEMENT);
        }
        return mended.toString();
    }

    /** For each code point, and for the end, the index of its first {@code char}. */
    static int[] unitIndices(String text) {
        int[] indices = new int[text.codePointCount(0, text.length()) + 1];
        for (int point = 0, unit = 0; point < indices.length; point++) {
            indices[point] = unit;
            unit = unit < text.length() ? unit + Character.charCount(text.codePointAt(unit)) : unit;
        }
        return indices;
    }

    private static int firstLoneSurrogate(String text, int from) {
        int i = from;
        while (i < text.length()) {
            int units = Character.charCount(text.codePointAt(i));
            if (units == 1 && Character.isSurrogate(text.charAt(i))) {
                return i;
            }
            i += units;
        }
        return text.length();
    }
}
