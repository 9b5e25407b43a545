package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Questions about the rows of a table. A second turn may ask the same of another row ("And Spain?"), ask another thing
 * of the same row with a pronoun ("What does it eat?"), or ask for a shorter answer, for a reason or for certainty.
 */
final class Facts implements Topic {
    private static final List<String> SHORTER = List.of(
            "(Shorter|Briefer), please.",
            "(Can|Could) you (say|make) that shorter?",
            "Shorter?",
            "Just the answer, please.");
    private static final List<String> SURE =
            List.of("Are you sure?", "(Really|Seriously)?", "Is that (right|true|correct)?", "You sure about that?");
    private static final List<String> SURE_ANSWERS =
            List.of("Yes, I am sure.", "Yes.", "I am quite sure.", "Yes, that is right.");

    private final String kind;
    private final List<Map<String, String>> rows;
    private final Phrases phrases;
    private final List<Phrases> siblings;

    /** @param siblings phrases with an {@code it} section over the same table; its own name is passed over */
    Facts(Library library, String kind, String table, String phrases, List<String> siblings) {
        this.kind = kind;
        this.rows = library.table(table);
        this.phrases = new Phrases(library, phrases);
        this.siblings = siblings.stream()
                .filter(name -> !name.equals(phrases))
                .map(name -> new Phrases(library, name))
                .toList();
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        Map<String, String> row = draw.pick(rows);
        List<Turn> turns = new ArrayList<>();
        turns.add(phrases.turn("ask", row, draw, style));
        double next = draw.fraction();
        if (next < 0.2 && phrases.has("again")) {
            turns.add(phrases.turn("again", other(row, draw), draw, style));
            return new Exchange(kind + ", follow-up", turns);
        }
        if (next < 0.4 && !siblings.isEmpty()) {
            turns.add(draw.pick(siblings).turn("it", row, draw, style));
            return new Exchange(kind + ", follow-up", turns);
        }
        if (next < 0.44 && !style.brief() && phrases.has("brief")) {
            turns.add(
                    phrases.turn("brief", row, draw, Style.BRIEF).asking(Template.fill(draw.pick(SHORTER), row, draw)));
            return new Exchange("shorter", turns);
        }
        if (next < 0.47) {
            turns.add(sure(row, draw));
            return new Exchange("are you sure", turns);
        }
        return new Exchange(kind, turns);
    }

    private Turn sure(Map<String, String> row, Draw draw) {
        Style dry = new Style(false, false, false);
        String answer = draw.pick(SURE_ANSWERS) + " " + phrases.answer(row, draw, dry);
        return new Turn(Template.fill(draw.pick(SURE), row, draw), answer, phrases.rules(row));
    }

    private Map<String, String> other(Map<String, String> row, Draw draw) {
        Map<String, String> other = draw.pick(rows);
        while (other.equals(row)) {
            other = draw.pick(rows);
        }
        return other;
    }
}
