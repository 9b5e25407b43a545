package dev.attune.trainer.corpus;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Several sums at once, and the table of one number. */
final class Drills implements Topic {
    private static final int TABLE_LENGTH = 10;

    private final Phrases phrases;

    Drills(Library library) {
        phrases = new Phrases(library, "drills");
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        if (draw.chance(0.25)) {
            int factor = draw.between(1, TABLE_LENGTH);
            return exchange("ask table", Map.of("a", Integer.toString(factor)), table(factor), draw);
        }
        char sign = draw.pick(List.of('+', '+', '-', '*'));
        List<Sum> sums = Stream.generate(() -> Sum.of(sign, draw))
                .limit(draw.between(2, 4))
                .toList();
        String asked = sentence(sums, sum -> sum.left() + " " + sum.shownSign() + " " + sum.right());
        return exchange("ask", Map.of("sums", asked), sums, draw);
    }

    private Exchange exchange(String section, Map<String, String> slots, List<Sum> sums, Draw draw) {
        Turn turn = new Turn(
                phrases.question(section, slots, draw),
                sentence(sums, Sum::equation) + ".",
                sums.stream().map(sum -> "any: " + sum.equation()).toList());
        return new Exchange("several sums", List.of(turn));
    }

    private static List<Sum> table(int factor) {
        return IntStream.rangeClosed(1, TABLE_LENGTH)
                .mapToObj(times -> new Sum(times, '*', factor))
                .toList();
    }

    private static String sentence(List<Sum> sums, Function<Sum, String> shown) {
        int last = sums.size() - 1;
        return sums.subList(0, last).stream().map(shown).collect(Collectors.joining(", ")) + " and "
                + shown.apply(sums.get(last));
    }
}
