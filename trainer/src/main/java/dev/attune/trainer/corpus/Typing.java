package dev.attune.trainer.corpus;

import java.util.List;
import java.util.Locale;

/** How people type: without capitals, without question marks, with a slip now and then. */
final class Typing {
    private static final List<String> BEFORE =
            List.of("Hi! ", "Hey, ", "Hello! ", "Please: ", "Quick question: ", "Ok, ", "Um, ");
    private static final List<String> AFTER = List.of(" Thanks!", " Please.", " :)");

    private Typing() {}

    /** Another way to type the same question; the words stay but for a rare slip. */
    static String retype(String question, Draw draw) {
        String text = question;
        if (draw.chance(0.05)) {
            text = draw.pick(BEFORE) + text;
        } else if (draw.chance(0.03)) {
            text = text + draw.pick(AFTER);
        }
        if (draw.chance(0.03)) {
            text = slip(text, draw);
        }
        return recase(text, draw);
    }

    /** Case and punctuation only. */
    static String recase(String question, Draw draw) {
        double habit = draw.fraction();
        if (habit < 0.5) {
            return question;
        }
        String lower = question.toLowerCase(Locale.ROOT);
        if (habit < 0.62) {
            return lower;
        }
        if (habit < 0.8) {
            return bare(lower);
        }
        if (habit < 0.9) {
            return bare(lower).replace("'", "");
        }
        return habit < 0.985 ? bare(question) : question.toUpperCase(Locale.ROOT);
    }

    private static String bare(String question) {
        String bare = question.replaceAll("[?.!]+$", "");
        return bare.isBlank() ? question : bare;
    }

    /** Swaps or drops one letter inside a word. */
    private static String slip(String text, Draw draw) {
        int at = draw.between(0, Math.max(0, text.length() - 3));
        boolean inWord = text.length() > 8
                && Character.isLowerCase(text.charAt(at))
                && Character.isLowerCase(text.charAt(at + 1))
                && Character.isLowerCase(text.charAt(at + 2));
        if (!inWord) {
            return text;
        }
        String swapped = draw.chance(0.5) ? "" + text.charAt(at + 2) + text.charAt(at + 1) : "" + text.charAt(at + 2);
        return text.substring(0, at + 1) + swapped + text.substring(at + 3);
    }
}
