package dev.attune.serving.text.jinja;

import java.util.List;
import java.util.Locale;

/** Changing text as Python does. */
final class Texts {
    private Texts() {}

    static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** The first character in title case, the others lower. */
    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int rest = Character.charCount(text.codePointAt(0));
        return titleCase(text.substring(0, rest)) + lower(text.substring(rest));
    }

    private static String titleCase(String character) {
        int point = character.codePointAt(0);
        int title = Character.toTitleCase(point);
        if (title != point) {
            return Character.toString(title);
        }
        // of letters that become several, such as ß, the first alone is a capital
        String upper = upper(character);
        int first = Character.charCount(upper.codePointAt(0));
        return upper.substring(0, first) + lower(upper.substring(first));
    }

    /** A word begins wherever a letter does not follow a letter, be it after an apostrophe. */
    static String title(String text) {
        StringBuilder title = new StringBuilder(text.length());
        boolean inWord = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int point = text.codePointAt(i);
            String character = Character.toString(point);
            title.append(inWord ? lower(character) : titleCase(character));
            inWord = Characters.isCased(point);
        }
        return title.toString();
    }

    static String swapCase(String text) {
        StringBuilder swapped = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            String character = Character.toString(point);
            swapped.append(Character.isUpperCase(point) ? lower(character) : upper(character));
        });
        return swapped.toString();
    }

    static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase)
                && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase)
                && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    /** Strips characters of a set, or white space where the set is empty. */
    static String strip(String text, String set, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && isStripped(text.codePointAt(start), set)) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (right && end > start && isStripped(text.codePointBefore(end), set)) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static boolean isStripped(int point, String set) {
        return set.isEmpty() ? Characters.isSpace(point) : set.indexOf(point) >= 0;
    }

    /** Replaces up to {@code count} times, or always if that is negative. */
    static String replace(String text, String old, String replacement, int count, Render render) {
        StringBuilder replaced = new StringBuilder();
        int from = 0;
        for (int done = 0; done != count; done++) {
            int at = old.isEmpty() && done == 0 ? 0 : text.indexOf(old, old.isEmpty() ? from + 1 : from);
            if (at < from || (old.isEmpty() && done > text.length())) {
                break;
            }
            render.build((long) at - from + replacement.length());
            replaced.append(text, from, at).append(replacement);
            from = at + old.length();
        }
        return replaced.append(text, from, text.length()).toString();
    }

    static String join(String separator, List<Object> elements, Render render) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < elements.size(); i++) {
            String piece = Printing.str(elements.get(i));
            render.build((long) piece.length() + separator.length());
            joined.append(i == 0 ? "" : separator).append(piece);
        }
        return joined.toString();
    }

    static String pad(String text, Arguments.Bound args, char alignment, Render render) {
        String fill = args.has(1) ? args.text(1) : " ";
        if (fill.codePointCount(0, fill.length()) != 1) {
            throw new Failure("the fill must be one character");
        }
        return pad(text, args.integer(0, 0), fill, alignment, render);
    }

    static String pad(String text, int width, String fill, char alignment, Render render) {
        int missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        render.build(missing);
        int left =
                switch (alignment) {
                    case '<' -> 0;
                    case '>' -> missing;
                    default -> missing / 2 + (missing & width & 1);
                };
        return fill.repeat(left) + text + fill.repeat(missing - left);
    }

    static String fillWithZeros(String text, int width, Render render) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String sign = signed ? text.substring(0, 1) : "";
        return sign + pad(text.substring(sign.length()), width - sign.length(), "0", '>', render);
    }
}
