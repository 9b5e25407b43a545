package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Words said back just as they came. Nothing but copying answers it, and a small model that has learned to copy has
 * learned half of everything else: names in stories, sentences in another tone, what somebody said before.
 */
final class Repeating implements Topic {
    private static final int MOST_WORDS = 6;

    private final List<String> words = new ArrayList<>();
    private final Phrases phrases;

    Repeating(Library library) {
        phrases = new Phrases(library, "repeating");
        words.addAll(library.column("names", "name"));
        words.addAll(library.column("heroes", "animal"));
        words.addAll(library.column("paints", "colour"));
        words.addAll(library.column("opposites", "word"));
        words.addAll(library.column("definitions", "word"));
        words.addAll(library.column("capitals", "capital"));
        words.addAll(library.column("days", "day"));
        words.replaceAll(word -> word.toLowerCase(Locale.ROOT));
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        String separator = draw.chance(0.7) ? " " : ", ";
        String said = String.join(separator, draw.pick(words, draw.between(1, MOST_WORDS)));
        Map<String, String> slots = Map.of("said", said);
        Turn first = new Turn(phrases.question("ask", slots, draw), said, List.of("same: " + said));
        if (!draw.chance(0.2)) {
            return new Exchange("repeating", List.of(first));
        }
        Turn again = new Turn(phrases.question("again", slots, draw), said, first.rules());
        return new Exchange("repeating, follow-up", List.of(first, again));
    }
}
