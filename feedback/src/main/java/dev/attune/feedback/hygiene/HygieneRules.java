package dev.attune.feedback.hygiene;

/**
 * How much of what is too much. Immutable.
 *
 * @param promptsPerUser different prompts of one user at most
 * @param prefixShare two prompts are one when their common prefix is at least this share of the longer…
 * @param prefixChars …and at least so many chars: short questions differ in their last word
 * @param nearDuplicate two prompts are one when at least this share of their shingles is common
 * @param validationShare share of the users, not of the examples
 * @param testShare share of the users
 * @param userShare share of the weight of all judgements that one user may have
 */
public record HygieneRules(
        int promptsPerUser,
        double prefixShare,
        int prefixChars,
        double nearDuplicate,
        double validationShare,
        double testShare,
        double userShare) {
    /** A fifth of the people teach the gate's judge (validation), a tenth are only asked by the gate (test). */
    public static final HygieneRules STANDARD = new HygieneRules(200, 0.9, 128, 0.85, 0.2, 0.1, 0.1);

    public HygieneRules {
        if (promptsPerUser < 1) {
            throw new IllegalArgumentException("promptsPerUser must be at least 1, was " + promptsPerUser);
        }
        if (prefixChars < 1) {
            throw new IllegalArgumentException("prefixChars must be at least 1, was " + prefixChars);
        }
        checkShare("prefixShare", prefixShare);
        checkShare("nearDuplicate", nearDuplicate);
        checkShare("userShare", userShare);
        if (!(validationShare >= 0 && testShare >= 0 && validationShare + testShare < 1)) {
            throw new IllegalArgumentException(
                    "validationShare and testShare must be at least 0 and together below 1, were " + validationShare
                            + " and " + testShare);
        }
    }

    private static void checkShare(String name, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " must be in (0, 1], was " + share);
        }
    }
}
