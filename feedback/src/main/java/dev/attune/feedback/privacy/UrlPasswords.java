package dev.attune.feedback.privacy;

import java.util.function.Consumer;

/** The password in {@code scheme://name:password@host}. */
final class UrlPasswords implements Detector {
    private static final int REACH = 256;

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        String lower = text.lower();
        for (int at = lower.indexOf("://"); at >= 0; at = lower.indexOf("://", at + 3)) {
            int colon = -1;
            for (int i = at + 3; i < at + REACH && isUserInfo(text.at(i)); i++) {
                if (text.at(i) == ':' && colon < 0) {
                    colon = i;
                } else if (text.at(i) == '@') {
                    if (colon > 0 && i > colon + 1) {
                        found.accept(new Finding(PiiKind.SECRET, colon + 1, i));
                    }
                    break;
                }
            }
        }
    }

    private static boolean isUserInfo(char c) {
        return c > ' ' && c != '/' && c != '"' && c != '<' && c != '>';
    }
}
