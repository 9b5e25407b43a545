package dev.attune.feedback.privacy;

import java.util.EnumSet;
import java.util.Set;

/** What scripts are like. */
final class Scripts {
    private static final Set<Character.UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.HANGUL,
            Character.UnicodeScript.THAI,
            Character.UnicodeScript.LAO,
            Character.UnicodeScript.KHMER,
            Character.UnicodeScript.MYANMAR);

    private Scripts() {}

    /** Korean has spaces, but particles touch what they follow. */
    static boolean writtenWithoutSpaces(char c) {
        return WITHOUT_SPACES.contains(Character.UnicodeScript.of(c));
    }
}
