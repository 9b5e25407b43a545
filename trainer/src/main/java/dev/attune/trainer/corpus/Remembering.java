package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Someone says something about themselves, and asks for it a turn or two later. */
final class Remembering implements Topic {
    private final Library library;
    private final Phrases phrases;
    private final Phrases between;

    Remembering(Library library) {
        this.library = library;
        this.phrases = new Phrases(library, "remembering");
        this.between = new Phrases(library, "opposites");
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        String what = draw.pick(List.of("name", "name", "colour", "pet", "food"));
        Map<String, String> slots = new HashMap<>();
        slots.put("name", draw.pick(library.column("names", "name")));
        slots.put("colour", draw.pick(library.column("paints", "colour")));
        slots.put("pet", draw.pick(library.column("heroes", "animal")));
        slots.put("food", draw.pick(Lists.members(library, "fruits")));
        String said = slots.getOrDefault(what, "");
        if (draw.chance(0.12)) {
            Turn untold = new Turn(
                    phrases.question("recall " + what, slots, draw),
                    phrases.question("untold", slots, draw),
                    List.of("any: not told me | don't know"));
            return new Exchange("unknown", List.of(untold));
        }
        List<String> rules = List.of("any: " + said);
        List<Turn> turns = new ArrayList<>();
        turns.add(new Turn(
                phrases.question("tell " + what, slots, draw), phrases.question("heard " + what, slots, draw), rules));
        if (draw.chance(0.3)) {
            return new Exchange("remembering", turns);
        }
        if (draw.chance(0.25)) {
            turns.add(between.turn("ask", draw.pick(library.table("opposites")), draw, style));
        }
        turns.add(new Turn(
                phrases.question("recall " + what, slots, draw), phrases.question("told " + what, slots, draw), rules));
        return new Exchange("remembering, follow-up", turns);
    }
}
