package dev.attune.feedback.privacy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Addresses of machines. Those that everybody's machine has (loopback, unspecified, masks) tell nothing and stay. */
final class IpAddresses implements Detector {
    private static final int LONGEST_V6 = 45;
    /** Four numbers below this are a version or a section unless something says address. */
    private static final int SMALL = 40;

    private static final List<String> DOTS = List.of("[.]", "(.)", ".");

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        for (int i = 0; i < text.length(); i++) {
            boolean begins =
                    (!text.isWord(i - 1) && text.at(i - 1) != '.' && text.at(i - 1) != ':') || isBetween(text, i);
            if (!begins) {
                continue;
            }
            int end = text.isDigit(i) ? v4End(text, i) : -1;
            if (end < 0 && (Character.digit(text.at(i), 16) >= 0 || text.at(i) == ':')) {
                end = v6End(text, i);
            }
            if (end > 0) {
                found.accept(new Finding(PiiKind.IP, i, end));
                i = end - 1;
            }
        }
    }

    /** In {@code host:203.0.113.5} the colon is the reader's, not the address's. */
    private static boolean isBetween(FoldedText text, int at) {
        return text.at(at - 1) == ':' && text.at(at - 2) != ':' && text.isDigit(at) && !text.isDigit(at - 2);
    }

    private static int v4End(FoldedText text, int start) {
        int[] octets = new int[4];
        int at = start;
        for (int i = 0; i < 4; i++) {
            at = i == 0 ? at : afterDot(text, at);
            int digits = 0;
            while (at >= 0 && text.isDigit(at + digits) && digits <= 3) {
                octets[i] = octets[i] * 10 + text.at(at + digits++) - '0';
            }
            boolean padded = digits > 1 && text.at(at) == '0';
            if (at < 0 || digits == 0 || octets[i] > 255 || padded) {
                return -1;
            }
            at += digits;
        }
        boolean goesOn = text.isWord(at) || (text.at(at) == '.' && text.isWord(at + 1));
        return goesOn || isEverybodys(octets) || isVersion(text, start, at, octets) ? -1 : at;
    }

    private static int afterDot(FoldedText text, int at) {
        for (String dot : DOTS) {
            if (text.startsWith(dot, at)) {
                return at + dot.length();
            }
        }
        return -1;
    }

    private static boolean isEverybodys(int[] octets) {
        return octets[0] == 127 || octets[0] == 0 || octets[0] == 255;
    }

    private static boolean isVersion(FoldedText text, int start, int end, int[] octets) {
        char before = text.at(start - 1);
        boolean glued = (before == '-' || before == '/') && text.isWord(start - 2);
        boolean pinned = before == '=' && "=<>~!".indexOf(text.at(start - 2)) >= 0 && text.at(start - 2) != 0;
        if (glued || pinned || before == '^' || before == '~') {
            return true;
        }
        List<String> words = Surroundings.before(text, start);
        List<String> after = Surroundings.after(text, end);
        boolean machine = Surroundings.speakFor(words, Lexicon.MACHINE, Set.of())
                || after.stream().anyMatch(Lexicon.MACHINE::contains);
        boolean small = Arrays.stream(octets).allMatch(octet -> octet < SMALL) && octets[0] != 10;
        return (small && !machine)
                || Surroundings.speakFor(words, Lexicon.VERSION, Lexicon.MACHINE)
                || (!after.isEmpty() && Lexicon.VERSION.contains(after.get(0)));
    }

    private static int v6End(FoldedText text, int start) {
        int at = start;
        while (at - start < LONGEST_V6 && isInV6(text.at(at))) {
            at++;
        }
        while (at > start && (text.at(at - 1) == '.' || (text.at(at - 1) == ':' && text.at(at - 2) != ':'))) {
            at--;
        }
        return !text.isWord(at) && isV6(text.substring(start, at)) ? at : -1;
    }

    private static boolean isInV6(char c) {
        return c == ':' || c == '.' || (c < 128 && Character.digit(c, 16) >= 0);
    }

    /** RFC 4291, 2.2, less what is also written for other reasons: {@code a::b}, {@code ::1}, pairs of hex digits. */
    private static boolean isV6(String text) {
        int gap = text.indexOf("::");
        if ((gap >= 0 && text.indexOf("::", gap + 1) >= 0) || text.indexOf(':') == text.lastIndexOf(':')) {
            return false;
        }
        int groups = 0;
        int digits = 0;
        int longest = 0;
        boolean pairs = true;
        for (String group : text.split(":", -1)) {
            if (group.indexOf('.') >= 0) {
                groups += 2;
                digits += 4;
                pairs = false;
            } else if (group.length() > 4) {
                return false;
            } else if (!group.isEmpty()) {
                groups++;
                longest = Math.max(longest, group.length());
                pairs &= group.length() == 2;
                digits += (int) group.chars().filter(c -> c <= '9').count();
            }
        }
        boolean edges = (text.startsWith(":") && gap != 0) || (text.endsWith(":") && !text.endsWith("::"));
        return !edges && digits > 0 && !pairs && (gap < 0 ? groups == 8 : groups >= 2 && groups < 8 && longest > 2);
    }
}
