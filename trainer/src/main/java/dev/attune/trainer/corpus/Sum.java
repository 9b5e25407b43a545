package dev.attune.trainer.corpus;

import java.util.List;
import java.util.Map;

/**
 * Two numbers, what is done with them, and what comes out.
 *
 * @param sign {@code +}, {@code -} or {@code *}
 */
record Sum(int left, char sign, int right) {
    private static final int LARGEST_TERM = 20;
    private static final int LARGEST_FACTOR = 10;
    private static final List<String> WORDS = List.of(
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");

    static Sum any(Draw draw) {
        double which = draw.fraction();
        return of(which < 0.5 ? '+' : which < 0.75 ? '-' : '*', draw);
    }

    /** Nothing below zero, products of the small table. */
    static Sum of(char sign, Draw draw) {
        return switch (sign) {
            case '+' -> new Sum(term(draw), '+', term(draw));
            case '-' -> {
                int left = term(draw);
                yield new Sum(left, '-', draw.between(0, left));
            }
            default -> new Sum(draw.between(0, LARGEST_FACTOR), '*', draw.between(1, LARGEST_FACTOR));
        };
    }

    /** Small numbers are asked for more often. */
    private static int term(Draw draw) {
        return draw.between(0, draw.chance(0.65) ? LARGEST_TERM / 2 : LARGEST_TERM);
    }

    int result() {
        return switch (sign) {
            case '+' -> left + right;
            case '-' -> left - right;
            default -> left * right;
        };
    }

    String name() {
        return switch (sign) {
            case '+' -> "plus";
            case '-' -> "minus";
            default -> "times";
        };
    }

    String shownSign() {
        return sign == '*' ? "x" : Character.toString(sign);
    }

    /** As in {@code 3 + 4 = 7}. */
    String equation() {
        return left + " " + shownSign() + " " + right + " = " + result();
    }

    Map<String, String> slots() {
        return Map.of(
                "a", Integer.toString(left),
                "b", Integer.toString(right),
                "r", Integer.toString(result()),
                "aw", hasWords() ? WORDS.get(left) : Integer.toString(left),
                "bw", hasWords() ? WORDS.get(right) : Integer.toString(right),
                "sign", shownSign(),
                "op", name());
    }

    boolean hasWords() {
        return left < WORDS.size() && right < WORDS.size();
    }

    /** What {@code result} may be taken further by without leaving what is known. */
    boolean isSmall() {
        return left <= 2 * LARGEST_TERM && right <= LARGEST_TERM && result() >= 0 && result() <= 2 * LARGEST_TERM;
    }
}
