package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A paragraph about someone, an animal, a place and what went wrong; another one, or a shorter one, on request. */
final class Stories implements Topic {
    private final Library library;
    private final Phrases phrases;

    Stories(Library library) {
        this.library = library;
        this.phrases = new Phrases(library, "stories");
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        Map<String, String> slots = slots(draw);
        String ask = draw.pick(List.of("ask", "ask", "ask name", "ask animal", "ask any"));
        Turn first = new Turn(phrases.question(ask, slots, draw), story(slots, draw), rules(ask, slots));
        double next = draw.fraction();
        if (next < 0.12) {
            Turn shorter = new Turn(
                    phrases.question("shorter", slots, draw),
                    phrases.question("summary", slots, draw),
                    List.of("any: " + slots.get("name"), "any: " + slots.get("animal"), "short: 25"));
            return new Exchange("stories, follow-up", List.of(first, shorter));
        }
        if (next < 0.22) {
            Turn who = new Turn(
                    phrases.question("who", slots, draw),
                    phrases.question("who answer", slots, draw),
                    List.of("any: " + slots.get("name"), "short: 15"));
            return new Exchange("stories, follow-up", List.of(first, who));
        }
        return new Exchange("stories", List.of(first));
    }

    private Map<String, String> slots(Draw draw) {
        Map<String, String> slots = new HashMap<>();
        slots.put("name", draw.pick(library.column("names", "name")));
        slots.put("animal", draw.pick(library.column("heroes", "animal")));
        slots.put("place", draw.pick(library.column("places", "place")));
        draw.pick(library.table("problems")).forEach((part, text) -> slots.put(part, Template.fillSlots(text, slots)));
        return slots;
    }

    private String story(Map<String, String> slots, Draw draw) {
        List<String> sentences = new ArrayList<>();
        sentences.add(phrases.question("start", slots, draw));
        sentences.add(slots.getOrDefault("problem", ""));
        if (draw.chance(0.4)) {
            sentences.add(phrases.question("feeling", slots, draw));
        }
        sentences.add(slots.getOrDefault("solution", ""));
        sentences.add(phrases.question("end", slots, draw));
        return String.join(" ", sentences);
    }

    private static List<String> rules(String ask, Map<String, String> slots) {
        return List.of(
                switch (ask) {
                    case "ask" -> "story: " + slots.get("name") + " | " + slots.get("animal");
                    case "ask name" -> "story: " + slots.get("name");
                    case "ask animal" -> "story: " + slots.get("animal");
                    default -> "story: the";
                });
    }
}
