package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** "Name three fruits", as a sentence or with bullets, and "another one". */
final class Lists implements Topic {
    private static final List<String> COUNTS = List.of("one", "two", "three", "four", "five");

    private final Library library;
    private final Phrases phrases;

    Lists(Library library) {
        this.library = library;
        this.phrases = new Phrases(library, "lists");
    }

    static List<String> members(Library library, String category) {
        return library.table("categories").stream()
                .filter(row -> category.equals(row.get("category")))
                .flatMap(row -> Arrays.stream(row.getOrDefault("members", "").split(", ")))
                .toList();
    }

    /** So that "sweet potato" is found before "potato". */
    static List<String> longestFirst(List<String> members) {
        return members.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        Map<String, String> row = draw.pick(library.table("categories"));
        String category = row.getOrDefault("category", "");
        int count = draw.between(2, 5);
        boolean bullets = draw.chance(0.15);
        List<String> items = inOrder(members(library, category), count + 1, draw);
        List<String> named = items.subList(0, count);
        Map<String, String> slots = Map.of(
                "category", category,
                "single", row.getOrDefault("single", ""),
                "count", draw.chance(0.75) ? COUNTS.get(count - 1) : Integer.toString(count),
                "items", sentence(named),
                "last", items.get(count));
        String question = phrases.question(bullets ? "ask bullets" : "ask", slots, draw);
        boolean asBullets = bullets || (!style.brief() && draw.chance(0.2));
        String answer = asBullets ? bulleted(named, slots, draw) : phrases.answer(slots, draw, style);
        Turn first = new Turn(question, answer, List.of("items: " + count + " | " + category));
        if (!draw.chance(0.2)) {
            return new Exchange("lists", List.of(first));
        }
        Turn more = new Turn(
                phrases.question("more", slots, draw),
                phrases.question("one", slots, draw),
                List.of("items: 1 | " + category + " | " + String.join(", ", named)));
        return new Exchange("lists, follow-up", List.of(first, more));
    }

    /** From a random member on, round and round: a small model that knows what follows what repeats nothing. */
    private static List<String> inOrder(List<String> members, int count, Draw draw) {
        int start = draw.between(0, members.size() - 1);
        return IntStream.range(start, start + count)
                .mapToObj(at -> members.get(at % members.size()))
                .toList();
    }

    private String bulleted(List<String> items, Map<String, String> slots, Draw draw) {
        List<String> lines = new ArrayList<>(List.of(phrases.question("bullets", slots, draw)));
        items.forEach(item -> lines.add("- " + item));
        return String.join("\n", lines);
    }

    private static String sentence(List<String> items) {
        int last = items.size() - 1;
        return String.join(", ", items.subList(0, last)) + " and " + items.get(last);
    }
}
