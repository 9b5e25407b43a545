package dev.attune.feedback.privacy;

import java.util.function.Consumer;

/** PEM blocks of private keys, to their end line; without one, as far as it looks like key. Public keys and certificates stay. */
final class PrivateKeyBlocks implements Detector {
    private static final String BEGIN = "-----begin ";
    private static final String END = "-----end ";
    private static final String KEY = "private key";
    private static final int LONGEST_LABEL = 48;
    private static final int LONGEST_BLOCK = 16 << 10;

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        String lower = text.lower();
        int endLine = -1;
        for (int at = lower.indexOf(BEGIN); at >= 0; at = lower.indexOf(BEGIN, at)) {
            int label = at + BEGIN.length();
            int labelEnd = lower.indexOf("-----", label);
            boolean isKey = labelEnd > 0
                    && labelEnd - label < LONGEST_LABEL
                    && lower.substring(label, labelEnd).contains(KEY);
            if (!isKey) {
                at = label;
                continue;
            }
            int body = labelEnd + 5;
            endLine =
                    endLine >= body || endLine == lower.length() ? endLine : orLength(lower, lower.indexOf(END, body));
            int end = endLine - body <= LONGEST_BLOCK && endLine < lower.length()
                    ? lineEnd(lower, endLine)
                    : keyEnd(text, body);
            found.accept(new Finding(PiiKind.SECRET, at, end));
            at = end;
        }
    }

    private static int orLength(String text, int index) {
        return index < 0 ? text.length() : index;
    }

    private static int lineEnd(String lower, int endLine) {
        int dashes = lower.indexOf("-----", endLine + END.length());
        int limit = endLine + END.length() + LONGEST_LABEL;
        return dashes < 0 || dashes > limit ? endLine + END.length() : dashes + 5;
    }

    private static int keyEnd(FoldedText text, int body) {
        int end = body;
        while (end < text.length() && end - body < LONGEST_BLOCK && isKeyChar(text, end)) {
            end++;
        }
        while (end > body && Character.isWhitespace(text.at(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isKeyChar(FoldedText text, int at) {
        char c = text.at(at);
        return text.isAsciiLetter(at) || text.isDigit(at) || "+/=\n\r".indexOf(c) >= 0;
    }
}
