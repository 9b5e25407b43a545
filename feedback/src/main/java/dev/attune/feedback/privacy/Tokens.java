package dev.attune.feedback.privacy;

/** What a token is made of, and whether chance made it. */
final class Tokens {
    private static final int LONGEST = 4096;
    private static final int MOST_PADDING = 2;
    private static final int LONG = 20;
    /** Of neighbouring characters drawn from capitals, small letters and digits 62 % differ in kind; in names of things a third. */
    private static final double RANDOM_CHANGES = 0.33;
    /** The same for letters alone, of which camels are made: half if drawn. */
    private static final double RANDOM_CHANGES_LETTERS = 0.45;
    /** The same for one case of letters and digits: 40 % if drawn. */
    private static final double RANDOM_CHANGES_ONE_CASE = 0.25;
    /** Bits a character of the token's own distribution; 16 random hex digits have about 3. */
    private static final double RANDOM_BITS = 2.5;

    private Tokens() {}

    /** The end of the token that begins there; stops that only end a sentence are not in it. */
    static int end(FoldedText text, int start) {
        int end = start;
        while (end - start < LONGEST && isTokenChar(text, end)) {
            end++;
        }
        while (end > start && (text.at(end - 1) == '.' || text.at(end - 1) == '-')) {
            end--;
        }
        for (int padding = 0; padding < MOST_PADDING && end > start && text.at(end) == '='; padding++) {
            end++;
        }
        return end;
    }

    static boolean isTokenChar(FoldedText text, int at) {
        return text.isDigit(at) || text.isAsciiLetter(at) || ("_-./+~".indexOf(text.at(at)) >= 0 && text.at(at) != 0);
    }

    static boolean hasDigitOrCapital(String token) {
        return token.chars().anyMatch(c -> (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'));
    }

    /** Letters and digits mixed, and no character often: no word, no number, no path. */
    static boolean looksRandom(String token) {
        int digits = count(token, '0', '9');
        int small = count(token, 'a', 'z');
        int capital = count(token, 'A', 'Z');
        boolean mixed = digits > 0
                ? small + capital > 0 && (token.length() >= LONG || digitRuns(token) > 1 || small * capital == 0)
                : token.length() >= LONG && small > 3 && capital > 3;
        double enough = small == 0 || capital == 0
                ? RANDOM_CHANGES_ONE_CASE
                : digits > 0 ? RANDOM_CHANGES : RANDOM_CHANGES_LETTERS;
        return mixed && changes(token) >= enough && bits(token) >= RANDOM_BITS;
    }

    /** The share of neighbours, signs left out, that differ in kind. */
    private static double changes(String token) {
        int changes = 0;
        int counted = 0;
        int before = 0;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            int kind = c >= 'a' && c <= 'z' ? 1 : c >= 'A' && c <= 'Z' ? 2 : c >= '0' && c <= '9' ? 3 : 0;
            if (kind > 0) {
                changes += before > 0 && kind != before ? 1 : 0;
                counted++;
                before = kind;
            }
        }
        return counted < 2 ? 0 : (double) changes / (counted - 1);
    }

    private static int digitRuns(String token) {
        int runs = 0;
        for (int i = 0; i < token.length(); i++) {
            boolean begins = Character.isDigit(token.charAt(i)) && (i == 0 || !Character.isDigit(token.charAt(i - 1)));
            runs += begins ? 1 : 0;
        }
        return runs;
    }

    /** Shannon entropy of the characters. */
    private static double bits(String token) {
        int[] times = new int[128];
        token.chars().forEach(c -> times[c & 127]++);
        double bits = 0;
        for (int count : times) {
            double share = (double) count / token.length();
            bits -= count == 0 ? 0 : share * Math.log(share) / Math.log(2);
        }
        return bits;
    }

    private static int count(String token, char first, char last) {
        return (int) token.chars().filter(c -> c >= first && c <= last).count();
    }
}
