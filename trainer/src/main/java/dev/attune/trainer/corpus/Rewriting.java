package dev.attune.trainer.corpus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One sentence said in another tone. What is asked for comes from a table of deeds and a table of things. */
final class Rewriting implements Topic {
    private static final List<String> TONES = List.of("polite", "casual", "excited", "formal");

    private final Library library;
    private final Phrases phrases;

    Rewriting(Library library) {
        this.library = library;
        this.phrases = new Phrases(library, "rewriting");
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        Map<String, String> slots = new HashMap<>();
        String verb = draw.pick(library.column("deeds", "deed"));
        slots.put("deed", Template.fillSlots(verb, Map.of("thing", draw.pick(library.column("things", "thing")))));
        slots.put("tone", draw.pick(TONES));
        Turn first = turn("ask", slots, draw);
        if (!draw.chance(0.25)) {
            return new Exchange("rewriting", List.of(first));
        }
        String before = slots.getOrDefault("tone", "");
        slots.put(
                "tone",
                draw.pick(TONES.stream().filter(tone -> !tone.equals(before)).toList()));
        return new Exchange("rewriting, follow-up", List.of(first, turn("again", slots, draw)));
    }

    /** One wording per tone, so that what is right can be told from what is nearly so. */
    private Turn turn(String section, Map<String, String> slots, Draw draw) {
        String answer = phrases.question(slots.getOrDefault("tone", ""), slots, draw);
        return new Turn(phrases.question(section, slots, draw), answer, List.of("same: " + answer));
    }
}
