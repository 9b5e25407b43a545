package dev.attune.serving.text.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The escapes that Python knows in text in quotes. A backslash before anything else stays. */
final class Escapes {
    private static final Pattern ESCAPE = Pattern.compile(
            "\\\\(?:([0-7]{1,3})|x([0-9a-fA-F]{0,2})|u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|N\\{([^}]*)\\}|(.))",
            Pattern.DOTALL);
    private static final String LETTERS = "abfnrtv\\'\"";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000B\\'\"";

    private Escapes() {}

    static String resolve(String written, int line) {
        if (written.indexOf('\\') < 0) {
            return written;
        }
        StringBuilder text = new StringBuilder();
        Matcher escape = ESCAPE.matcher(written);
        int from = 0;
        while (escape.find(from)) {
            text.append(written, from, escape.start()).append(meaning(escape, line));
            from = escape.end();
        }
        return text.append(written, from, written.length()).toString();
    }

    private static String meaning(Matcher escape, int line) {
        if (escape.group(6) != null) {
            int letter = LETTERS.indexOf(escape.group(6));
            return letter >= 0
                    ? MEANINGS.substring(letter, letter + 1)
                    : escape.group(6).equals("\n") ? "" : escape.group();
        }
        try {
            return Character.toString(codePoint(escape));
        } catch (IllegalArgumentException malformed) {
            throw new TemplateException(line, "tag", "malformed escape " + escape.group());
        }
    }

    private static int codePoint(Matcher escape) {
        if (escape.group(1) != null) {
            return Integer.parseInt(escape.group(1), 8);
        }
        if (escape.group(5) != null) {
            return Character.codePointOf(escape.group(5));
        }
        int[] widths = {0, 0, 2, 4, 8};
        for (int group = 2; group <= 4; group++) {
            String digits = escape.group(group);
            if (digits != null && digits.length() == widths[group]) {
                return Integer.parseUnsignedInt(digits, 16);
            }
        }
        throw new IllegalArgumentException("too few digits");
    }
}
