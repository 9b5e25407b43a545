package dev.attune.trainer.corpus;

import java.util.List;
import java.util.Map;

/**
 * Questions that look like known ones and are not: countries, words, animals and sums outside the tables. The honest
 * answer is not to know.
 */
final class Beyond implements Topic {
    private static final List<String> BEGINNINGS = List.of(
            "br", "dr", "fl", "gr", "k", "kl", "l", "m", "n", "p", "pl", "qu", "r", "sk", "t", "v", "z", "zw", "gl",
            "bl");
    private static final List<String> VOWELS = List.of("a", "e", "i", "o", "u", "oo", "ai", "ee");
    private static final List<String> ENDINGS =
            List.of("b", "ck", "d", "g", "l", "m", "n", "p", "rn", "sh", "t", "x", "zz", "lk");

    private final Library library;
    private final Phrases phrases;

    Beyond(Library library) {
        this.library = library;
        this.phrases = new Phrases(library, "beyond");
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        String what = draw.pick(List.of("country", "country", "word", "word", "sum", "who"));
        Map<String, String> slots = Map.of(
                "country",
                        draw.chance(0.6)
                                ? draw.pick(library.column("far-countries", "country"))
                                : Template.capital(invented(draw)) + "ia",
                "word", draw.chance(0.5) ? draw.pick(library.column("rare-words", "word")) : invented(draw),
                "a", Integer.toString(draw.between(101, 9999)),
                "b", Integer.toString(draw.between(101, 9999)),
                "year", Integer.toString(draw.between(1500, 2030)));
        Turn turn = new Turn(
                phrases.question("ask " + what, slots, draw),
                phrases.question("unknown " + what, slots, draw),
                phrases.rules(slots));
        return new Exchange("unknown", List.of(turn));
    }

    private static String invented(Draw draw) {
        String word = draw.pick(BEGINNINGS) + draw.pick(VOWELS) + draw.pick(ENDINGS);
        return draw.chance(0.5) ? word + draw.pick(VOWELS) + draw.pick(ENDINGS) : word;
    }
}
