package dev.attune.trainer.corpus;

import java.util.List;
import java.util.Map;

/** How a short word is spelled. */
final class Spelling implements Topic {
    private final List<String> words;
    private final Phrases phrases;

    Spelling(Library library) {
        words = library.column("heroes", "animal").stream()
                .filter(word -> word.length() <= 6 && !word.contains(" "))
                .toList();
        phrases = new Phrases(library, "spelling");
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        String word = draw.pick(words);
        Map<String, String> slots = Map.of("word", word, "letters", String.join("-", word.split("")));
        return new Exchange("spelling", List.of(phrases.turn("ask", slots, draw, style)));
    }
}
