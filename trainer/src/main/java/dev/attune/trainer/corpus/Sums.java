package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sums, differences and products of small numbers, and what may be asked next: the same with another number, or the
 * result taken further.
 */
final class Sums implements Topic {
    private static final int LARGEST_TERM = 20;
    private static final int LARGEST_FACTOR = 10;

    private final Phrases phrases;

    /** Two numbers, what is done with them, and what comes out. */
    private record Sum(int left, char sign, int right) {
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

        Map<String, String> slots() {
            return Map.of(
                    "a", Integer.toString(left),
                    "b", Integer.toString(right),
                    "r", Integer.toString(result()),
                    "sign", sign == '*' ? "x" : Character.toString(sign),
                    "op", name());
        }

        /** Whether people ask for it here: nothing below zero, products of the small table. */
        boolean isSmall() {
            return sign == '*'
                    ? left <= LARGEST_FACTOR && right <= LARGEST_FACTOR
                    : left <= 2 * LARGEST_TERM
                            && right <= LARGEST_TERM
                            && result() >= 0
                            && result() <= 2 * LARGEST_TERM;
        }
    }

    Sums(Library library) {
        phrases = new Phrases(library, "sums");
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        Sum first = any(draw);
        List<Turn> turns = new ArrayList<>(List.of(turn("ask", first, draw, style)));
        double next = draw.fraction();
        if (next < 0.15) {
            Sum further = new Sum(first.result(), draw.chance(0.6) ? '+' : '-', draw.between(1, 9));
            if (further.isSmall()) {
                turns.add(turn("further " + further.name(), further, draw, style));
                return new Exchange("sums, follow-up", turns);
            }
        } else if (next < 0.3) {
            Sum again = another(first, draw);
            turns.add(turn("again", again, draw, style));
            return new Exchange("sums, follow-up", turns);
        }
        return new Exchange(kind(first), turns);
    }

    private static String kind(Sum sum) {
        return switch (sum.sign()) {
            case '+' -> "addition";
            case '-' -> "subtraction";
            default -> "multiplication";
        };
    }

    private static Sum any(Draw draw) {
        double which = draw.fraction();
        if (which < 0.5) {
            return new Sum(draw.between(0, LARGEST_TERM), '+', draw.between(0, LARGEST_TERM));
        }
        if (which < 0.75) {
            int left = draw.between(0, LARGEST_TERM);
            return new Sum(left, '-', draw.between(0, left));
        }
        return new Sum(draw.between(0, LARGEST_FACTOR), '*', draw.between(1, LARGEST_FACTOR));
    }

    /** The same operation with another number. */
    private static Sum another(Sum first, Draw draw) {
        Sum other = any(draw);
        while (other.sign() != first.sign()) {
            other = any(draw);
        }
        return other;
    }

    private Turn turn(String section, Sum sum, Draw draw, Style style) {
        Map<String, String> slots = sum.slots();
        String way = section.equals("ask") && draw.chance(0.5) ? "ask " + sum.name() : section;
        return new Turn(phrases.question(way, slots, draw), phrases.answer(slots, draw, style), phrases.rules(slots));
    }
}
