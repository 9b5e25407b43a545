package dev.attune.feedback.privacy;

/**
 * A shape of fixed length that a text is compared with, char by char, without ever going back:
 *
 * <pre>
 * #  a digit       N  a digit from 2 to 9      A  a Latin letter     *  a digit or Latin letter
 * ~  a space, dash or dot, or nothing          _  a space, dash, dot or slash
 * </pre>
 *
 * and anything else is itself.
 */
record Mask(String shape) {
    /** The end of what fits the shape from there; -1 if nothing does, or if more of a number follows. */
    int match(FoldedText text, int start) {
        int at = start;
        for (int i = 0; i < shape.length(); i++) {
            char wanted = shape.charAt(i);
            if (wanted == '~') {
                at += isSeparator(text.at(at)) ? 1 : 0;
            } else if (fits(text, at, wanted)) {
                at++;
            } else {
                return -1;
            }
        }
        return text.isWord(at) ? -1 : at;
    }

    static boolean isSeparator(char c) {
        return c == ' ' || c == '-' || c == '.';
    }

    private static boolean fits(FoldedText text, int at, char wanted) {
        return switch (wanted) {
            case '#' -> text.isDigit(at);
            case 'N' -> text.isDigit(at) && text.at(at) >= '2';
            case 'A' -> text.isAsciiLetter(at);
            case '*' -> text.isDigit(at) || text.isAsciiLetter(at);
            case '_' -> isSeparator(text.at(at)) || text.at(at) == '/';
            default -> text.at(at) == wanted;
        };
    }
}
