package dev.attune.trainer.corpus;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which questions are kept for the check list. A question's own words decide, by a hash, so that teaching and checking
 * can never meet: the same words fall on the same side under every seed. Case, punctuation and spacing do not count as a
 * difference. Questions of one or two words ("hi") and those of {@code everyday.txt} are never held out: there is no other
 * way to ask them, or everybody asks them just so.
 */
final class Split {
    private static final int HELD_OUT_PERCENT = 5;
    private static final Set<String> EVERYDAY = Set.copyOf(Library.lines("everyday.txt"));
    private static final Pattern NOISE = Pattern.compile("[^\\p{L}\\p{N}+*/=<>×÷-]+");

    private Split() {}

    /** A question with the questions before it that it follows from, without what does not matter. */
    static String key(List<String> questions) {
        return String.join(" / ", questions.stream().map(Split::plain).toList());
    }

    static boolean isHeldOut(List<String> questions) {
        String key = key(questions);
        return key.chars().filter(each -> each == ' ').count() >= 2
                && !EVERYDAY.contains(key)
                && Math.floorMod(hash(key), 100) < HELD_OUT_PERCENT;
    }

    /** Whether nothing in the exchange is held out, so that it may be taught. */
    static boolean mayTeach(List<String> questions) {
        for (int turns = 1; turns <= questions.size(); turns++) {
            if (isHeldOut(questions.subList(0, turns))) {
                return false;
            }
        }
        return true;
    }

    private static String plain(String question) {
        String bare = question.toLowerCase(Locale.ROOT).replace("'", "");
        return NOISE.matcher(bare).replaceAll(" ").strip();
    }

    /** FNV-1a with a final mix: stable across machines and Java versions. */
    private static long hash(String key) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001B3L;
        }
        hash ^= hash >>> 32;
        hash *= 0x9E3779B97F4A7C15L;
        return hash ^ (hash >>> 29);
    }
}
