package dev.attune.feedback.privacy;

import java.util.List;
import java.util.function.Consumer;

/** Keys and tokens that say by their first letters what they are, JSON web tokens, and what follows {@code Bearer}. */
final class KnownTokens implements Detector {
    /**
     * @param prefix as it is written; case matters
     * @param tail how many characters must follow at least
     */
    private record Family(String prefix, int tail) {}

    private static final List<Family> FAMILIES = List.of(
            new Family("sk-", 16),
            new Family("sk_live_", 16),
            new Family("sk_test_", 16),
            new Family("rk_live_", 16),
            new Family("whsec_", 16),
            new Family("ghp_", 20),
            new Family("gho_", 20),
            new Family("ghu_", 20),
            new Family("ghs_", 20),
            new Family("ghr_", 20),
            new Family("github_pat_", 20),
            new Family("glpat-", 16),
            new Family("AKIA", 16),
            new Family("ASIA", 16),
            new Family("xoxb-", 16),
            new Family("xoxa-", 16),
            new Family("xoxp-", 16),
            new Family("xoxr-", 16),
            new Family("xoxs-", 16),
            new Family("xapp-", 16),
            new Family("AIza", 30),
            new Family("ya29.", 20),
            new Family("GOCSPX-", 20),
            new Family("hf_", 24),
            new Family("npm_", 30),
            new Family("pypi-", 30),
            new Family("SG.", 30),
            new Family("dop_v1_", 30),
            new Family("shpat_", 24),
            new Family("eyJ", 16));

    private static final List<String> SCHEMES = List.of("bearer ", "authorization: basic ", "authorization: token ");
    private static final int SHORTEST_BEARER = 16;
    private static final int SHORTEST_BASIC = 8;

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        for (int i = 0; i < text.length(); i++) {
            if (text.isWord(i - 1) || !text.isAsciiLetter(i)) {
                continue;
            }
            int from = afterScheme(text, i);
            int end = from > 0 ? carriedEnd(text, i, from) : familyEnd(text, i);
            if (end > 0) {
                found.accept(new Finding(PiiKind.SECRET, Math.max(i, from), end));
                i = end - 1;
            }
        }
    }

    private static int afterScheme(FoldedText text, int at) {
        for (String scheme : SCHEMES) {
            if (text.startsWith(scheme, at)) {
                return at + scheme.length();
            }
        }
        return -1;
    }

    private static int carriedEnd(FoldedText text, int scheme, int from) {
        int end = Tokens.end(text, from);
        boolean bearer = text.startsWith(SCHEMES.get(0), scheme);
        boolean carries = bearer
                ? end - from >= SHORTEST_BEARER && Tokens.hasDigitOrCapital(text.substring(from, end))
                : end - from >= SHORTEST_BASIC;
        return carries ? end : -1;
    }

    private static int familyEnd(FoldedText text, int at) {
        for (Family family : FAMILIES) {
            if (text.at(at) == family.prefix().charAt(0)
                    && text.substring(at, at + family.prefix().length()).equals(family.prefix())) {
                int end = Tokens.end(text, at);
                int tail = end - at - family.prefix().length();
                return tail >= family.tail() && Tokens.hasDigitOrCapital(text.substring(end - tail, end)) ? end : -1;
            }
        }
        return -1;
    }
}
