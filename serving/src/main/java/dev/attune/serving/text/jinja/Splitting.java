package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Python's ways to split text. An empty separator stands for stretches of white space. */
final class Splitting {
    private Splitting() {}

    static List<Object> split(String text, String separator, int most, Render render) {
        List<Object> pieces = new ArrayList<>();
        int limit = most < 0 ? Integer.MAX_VALUE : most;
        int from = separator.isEmpty() ? afterSpace(text, 0) : 0;
        while (pieces.size() < limit) {
            int end = separator.isEmpty() ? beforeSpace(text, from) : text.indexOf(separator, from);
            if (end < 0 || (separator.isEmpty() && end == text.length())) {
                break;
            }
            render.step();
            pieces.add(text.substring(from, end));
            from = separator.isEmpty() ? afterSpace(text, end) : end + separator.length();
        }
        if (!separator.isEmpty() || from < text.length()) {
            pieces.add(text.substring(from));
        }
        return pieces;
    }

    private static int afterSpace(String text, int from) {
        int i = from;
        while (i < text.length() && Characters.isSpace(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    private static int beforeSpace(String text, int from) {
        int i = from;
        while (i < text.length() && !Characters.isSpace(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    static List<Object> splitFromEnd(String text, String separator, int most, Render render) {
        if (most < 0) {
            return split(text, separator, most, render);
        }
        String reversed = new StringBuilder(text).reverse().toString();
        String mirror = new StringBuilder(separator).reverse().toString();
        List<Object> pieces = new ArrayList<>();
        for (Object piece : split(reversed, mirror, most, render)) {
            pieces.add(new StringBuilder((String) piece).reverse().toString());
        }
        Collections.reverse(pieces);
        return pieces;
    }

    static List<Object> lines(String text, boolean keepEnds) {
        List<Object> lines = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int end = start;
            while (end < text.length() && !Characters.isLineEnd(text.charAt(end))) {
                end++;
            }
            int next = Math.min(text.length(), end + (text.startsWith("\r\n", end) ? 2 : 1));
            lines.add(text.substring(start, keepEnds ? next : end));
            start = next;
        }
        return lines;
    }

    static Tuple partition(String text, String separator) {
        int at = text.indexOf(nonEmpty(separator));
        return at < 0 ? Tuple.of(text, "", "") : cut(text, at, separator.length());
    }

    static Tuple partitionFromEnd(String text, String separator) {
        int at = text.lastIndexOf(nonEmpty(separator));
        return at < 0 ? Tuple.of("", "", text) : cut(text, at, separator.length());
    }

    private static Tuple cut(String text, int start, int length) {
        int end = start + length;
        return Tuple.of(text.substring(0, start), text.substring(start, end), text.substring(end));
    }

    private static String nonEmpty(String separator) {
        if (separator.isEmpty()) {
            throw new Failure("empty separator");
        }
        return separator;
    }
}
