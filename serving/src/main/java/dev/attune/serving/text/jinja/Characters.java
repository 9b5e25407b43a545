package dev.attune.serving.text.jinja;

import java.util.Locale;

/** What Python holds characters to be, where Java holds otherwise. */
final class Characters {
    private Characters() {}

    static boolean isSpace(int point) {
        return (point >= 0x09 && point <= 0x0D)
                || (point >= 0x1C && point <= 0x20)
                || point == 0x85
                || point == 0xA0
                || (point > 0xA0 && Character.isSpaceChar(point));
    }

    static boolean isPrintable(int point) {
        if (point == ' ') {
            return true;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    static boolean isLineEnd(int point) {
        return (point >= 0x0A && point <= 0x0D)
                || (point >= 0x1C && point <= 0x1E)
                || point == 0x85
                || point == 0x2028
                || point == 0x2029;
    }

    static boolean isCased(int point) {
        return Character.isUpperCase(point) || Character.isLowerCase(point) || Character.isTitleCase(point);
    }

    /** {@code \xhh}, {@code \\uhhhh} or {@code \\Uhhhhhhhh}, whichever is the first to fit. */
    static String escape(int point) {
        String format = point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
        return String.format(Locale.ROOT, format, point);
    }
}
