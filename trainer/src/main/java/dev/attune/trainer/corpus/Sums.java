package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sums, differences and products of small numbers, and what may be asked next: the same with other numbers, or the
 * result taken further.
 */
final class Sums implements Topic {
    private final Phrases phrases;

    Sums(Library library) {
        phrases = new Phrases(library, "sums");
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        Sum first = Sum.any(draw);
        List<Turn> turns = new ArrayList<>(List.of(turn(asking(first, draw), first, draw, style)));
        double next = draw.fraction();
        if (next < 0.15) {
            Sum further = new Sum(first.result(), draw.chance(0.6) ? '+' : '-', draw.between(1, 9));
            if (further.isSmall()) {
                turns.add(turn("further " + further.name(), further, draw, style));
                return new Exchange("sums, follow-up", turns);
            }
        } else if (next < 0.3) {
            turns.add(turn("again", Sum.of(first.sign(), draw), draw, style));
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

    private static String asking(Sum sum, Draw draw) {
        if (sum.hasWords() && draw.chance(0.08)) {
            return "ask words";
        }
        return draw.chance(0.4) ? "ask " + sum.name() : "ask";
    }

    private Turn turn(String section, Sum sum, Draw draw, Style style) {
        Map<String, String> slots = sum.slots();
        return new Turn(
                phrases.question(section, slots, draw), phrases.answer(slots, draw, style), phrases.rules(slots));
    }
}
