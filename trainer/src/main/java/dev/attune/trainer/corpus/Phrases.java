package dev.attune.trainer.corpus;

import java.util.List;
import java.util.Map;

/**
 * The sentences of one kind of question. Sections: {@code ask}, {@code plain} (answers), {@code rule} are always there;
 * {@code brief}, {@code offer} (closing questions), {@code again} (the same asked of another) and {@code it} (asked with
 * a pronoun) may be.
 */
final class Phrases {
    private static final List<String> OPENERS =
            List.of("Sure!", "Happy to help!", "Of course!", "Good question!", "Gladly!", "With pleasure!");
    private static final List<String> OFFERS = List.of(
            "Anything else?", "What else would you like to know?", "Do you have another question?", "Shall we go on?");

    private final String name;
    private final Map<String, List<String>> sections;

    Phrases(Library library, String name) {
        this.name = name;
        this.sections = library.phrases(name);
    }

    boolean has(String section) {
        return sections.containsKey(section);
    }

    String question(String section, Map<String, String> slots, Draw draw) {
        return Template.fill(draw.pick(lines(section)), slots, draw);
    }

    String answer(Map<String, String> slots, Draw draw, Style style) {
        if (style.brief() && has("brief")) {
            return Template.fill(draw.pick(lines("brief")), slots, draw);
        }
        String plain = Template.fill(draw.pick(lines("plain")), slots, draw);
        String opened = style.warm() ? draw.pick(OPENERS) + " " + plain : plain;
        return style.asksBack() ? opened + " " + Template.fill(offer(draw), slots, draw) : opened;
    }

    List<String> rules(Map<String, String> slots) {
        return lines("rule").stream()
                .map(rule -> Template.fillSlots(rule, slots))
                .toList();
    }

    /** A question from {@code section} with its answer. */
    Turn turn(String section, Map<String, String> slots, Draw draw, Style style) {
        return new Turn(question(section, slots, draw), answer(slots, draw, style), rules(slots));
    }

    List<String> lines(String section) {
        List<String> lines = sections.get(section);
        if (lines == null || lines.isEmpty()) {
            throw new IllegalStateException("phrases " + name + " have no [" + section + "]");
        }
        return lines;
    }

    private String offer(Draw draw) {
        return draw.pick(has("offer") && draw.chance(0.6) ? lines("offer") : OFFERS);
    }
}
