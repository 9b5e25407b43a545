package dev.attune.feedback.privacy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups of digits with what stands between them, as far as they belong together.
 *
 * @param groups lengths of the groups
 * @param gaps what stands between them, one fewer than groups
 */
record NumberRun(int start, int end, String digits, List<Integer> groups, List<String> gaps, boolean plus) {
    private static final int MOST_DIGITS = 15;
    private static final int WIDEST_GAP = 3;
    /** So long a group is a whole number by itself: a space after it ends it. */
    private static final int WHOLE = 6;

    /** Whether a run may begin there: not in the middle of a word or of another number. */
    static boolean begins(FoldedText text, int at) {
        boolean bracket = text.at(at) == '(' && text.isDigit(at + 1);
        boolean plus = text.at(at) == '+' && (text.isDigit(at + 1) || (text.at(at + 1) == '(' && text.isDigit(at + 2)));
        char before = text.at(at - 1);
        if ((!bracket && !plus && !text.isDigit(at)) || text.isWord(at - 1) || before == '+') {
            return false;
        }
        if (before == ' ' && text.isDigit(at - 2)) {
            return plus || isWhole(text, at - 2);
        }
        return ".,-/)".indexOf(before) < 0 || !text.isDigit(at - 2);
    }

    private static boolean isWhole(FoldedText text, int last) {
        for (int i = 0; i < WHOLE; i++) {
            if (!text.isDigit(last - i)) {
                return false;
            }
        }
        return true;
    }

    /** The run that begins there; null if it has more digits than any number this is for. */
    static @Nullable NumberRun read(FoldedText text, int start) {
        boolean plus = text.at(start) == '+';
        int at = plus ? start + 1 : start;
        at += text.at(at) == '(' ? 1 : 0;
        StringBuilder digits = new StringBuilder(MOST_DIGITS);
        List<Integer> groups = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        while (true) {
            int from = at;
            while (text.isDigit(at) && digits.length() <= MOST_DIGITS) {
                digits.append(text.at(at++));
            }
            if (digits.length() > MOST_DIGITS) {
                return null;
            }
            groups.add(at - from);
            int next = nextGroup(text, at);
            boolean complete = text.at(at) == ' ' && at - from >= WHOLE && digits.length() > 8;
            if (next < 0 || complete) {
                return new NumberRun(start, at, digits.toString(), List.copyOf(groups), List.copyOf(gaps), plus);
            }
            gaps.add(text.substring(at, next));
            at = next;
        }
    }

    private static int nextGroup(FoldedText text, int at) {
        for (int i = at; i <= at + WIDEST_GAP; i++) {
            if (text.isDigit(i)) {
                return text.substring(at, i).contains(" /") ? -1 : i;
            }
            if (" -./()".indexOf(text.at(i)) < 0) {
                return -1;
            }
        }
        return -1;
    }

    private boolean isYear(int at) {
        return digits.startsWith("19", at) || digits.startsWith("20", at);
    }

    /** 1990-2024, 2024-05-17, 17.05.2024, 5/17/2024, 17.05.24 12. */
    boolean looksLikeADate() {
        if (groups.equals(List.of(4, 4)) && isYear(0) && isYear(4)) {
            return true;
        }
        if (groups.size() < 3 || !gaps.get(0).equals(gaps.get(1)) || " (".contains(gaps.get(0))) {
            return false;
        }
        int a = groups.get(0);
        int b = groups.get(1);
        int c = groups.get(2);
        boolean yearFirst = a == 4 && b <= 2 && c <= 2;
        boolean yearLast = a <= 2 && b <= 2 && c == 4;
        boolean shortYear =
                a == 2 && b == 2 && c == 2 && (gaps.size() == 2 || !gaps.get(2).equals(gaps.get(0)));
        return yearFirst || yearLast || shortYear;
    }

    boolean isBare() {
        return groups.size() == 1;
    }
}
