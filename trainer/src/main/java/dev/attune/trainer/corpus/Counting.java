package dev.attune.trainer.corpus;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Counting from one number to another, and what comes next. */
final class Counting implements Topic {
    private static final int LARGEST = 49;

    private final Phrases count;
    private final Phrases next;

    Counting(Library library) {
        count = new Phrases(library, "counting");
        next = new Phrases(library, "next-number");
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        if (draw.chance(0.5)) {
            int number = draw.between(0, LARGEST);
            boolean after = draw.chance(0.6);
            Map<String, String> slots = Map.of(
                    "a", Integer.toString(after ? number : number + 1),
                    "r", Integer.toString(after ? number + 1 : number),
                    "side", after ? "after" : "before");
            return new Exchange("counting", List.of(next.turn("ask", slots, draw, style)));
        }
        int from = draw.between(1, 9);
        int to = from + draw.between(3, 7);
        String numbers =
                IntStream.rangeClosed(from, to).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        Map<String, String> slots = Map.of("a", Integer.toString(from), "b", Integer.toString(to), "numbers", numbers);
        return new Exchange("counting", List.of(count.turn("ask", slots, draw, Style.BRIEF)));
    }
}
