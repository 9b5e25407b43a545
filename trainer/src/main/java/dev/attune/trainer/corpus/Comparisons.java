package dev.attune.trainer.corpus;

import java.util.List;
import java.util.Map;

/** Which of two numbers, or of two animals, is the bigger or the smaller. */
final class Comparisons implements Topic {
    private static final int LARGEST = 99;

    private final Phrases numbers;
    private final Phrases animals;
    private final List<Map<String, String>> sizes;

    Comparisons(Library library) {
        numbers = new Phrases(library, "compare-numbers");
        animals = new Phrases(library, "compare-animals");
        sizes = library.table("sizes");
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        boolean bigger = draw.chance(0.6);
        return draw.chance(0.5) ? ofNumbers(draw, style, bigger) : ofAnimals(draw, style, bigger);
    }

    private Exchange ofNumbers(Draw draw, Style style, boolean bigger) {
        List<Integer> two = draw.pick(
                java.util.stream.IntStream.rangeClosed(0, LARGEST).boxed().toList(), 2);
        int wanted = bigger ? Math.max(two.get(0), two.get(1)) : Math.min(two.get(0), two.get(1));
        int other = two.get(0) + two.get(1) - wanted;
        Map<String, String> slots = Map.of(
                "a", two.get(0).toString(),
                "b", two.get(1).toString(),
                "r", Integer.toString(wanted),
                "o", Integer.toString(other),
                "more", bigger ? "bigger" : "smaller");
        return new Exchange(
                "comparing numbers", List.of(numbers.turn(bigger ? "ask bigger" : "ask smaller", slots, draw, style)));
    }

    private Exchange ofAnimals(Draw draw, Style style, boolean bigger) {
        List<Map<String, String>> two = draw.pick(sizes, 2);
        while (size(two.get(0)) == size(two.get(1))) {
            two = draw.pick(sizes, 2);
        }
        boolean first = bigger == size(two.get(0)) > size(two.get(1));
        String wanted = name(two.get(first ? 0 : 1));
        String other = name(two.get(first ? 1 : 0));
        Map<String, String> slots = Map.of(
                "a",
                name(two.get(0)),
                "b",
                name(two.get(1)),
                "r",
                wanted,
                "o",
                other,
                "more",
                bigger ? "bigger" : "smaller");
        return new Exchange(
                "comparing animals", List.of(animals.turn(bigger ? "ask bigger" : "ask smaller", slots, draw, style)));
    }

    private static int size(Map<String, String> row) {
        return Integer.parseInt(row.getOrDefault("size", "0"));
    }

    private static String name(Map<String, String> row) {
        return row.getOrDefault("animal", "");
    }
}
