package dev.attune.feedback.embedded;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Redis version such as 6.2.11. Data written by a newer major or minor version cannot be trusted to an older one. */
record RedisVersion(int major, int minor, int patch) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");
    private static final Pattern SAID = Pattern.compile("v=" + NUMBERS);

    /** Reads what {@link #toString} writes. */
    static RedisVersion parse(String text) {
        return read(NUMBERS.matcher(text.strip()), text);
    }

    /** Reads what the program says when asked for its version: {@code Redis server v=7.0.15 sha=…}. */
    static RedisVersion said(String text) {
        return read(SAID.matcher(text), text);
    }

    private static RedisVersion read(Matcher matcher, String text) {
        if (!matcher.find()) {
            throw new RedisException("not the version of a Redis: '" + text.strip() + "'");
        }
        return new RedisVersion(number(matcher, 1), number(matcher, 2), number(matcher, 3));
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    boolean canOpenDataOf(RedisVersion writer) {
        return major != writer.major ? major > writer.major : minor >= writer.minor;
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
