package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.List;

/** Every topic with its weight: how often the default model meets it. The one place that says so. */
final class Curriculum {
    private static final List<String> ANIMAL_SUBJECTS =
            List.of("animal-sounds", "animal-young", "animal-homes", "animal-legs");

    private final List<Weighted> topics = new ArrayList<>();
    private final double total;

    private record Weighted(Topic topic, double weight) {}

    Curriculum(Library library) {
        add(5, new Intents(library, "greetings", "greetings"));
        add(6, new Intents(library, "small talk", "smalltalk"));
        add(4, new Intents(library, "about me", "identity"));
        add(4, new Intents(library, "teaching me", "teaching"));
        add(6, new Intents(library, "refusals", "refusals"));
        add(4, new Intents(library, "unknown", "unknown"));
        add(5, new Beyond(library));
        add(24, new Sums(library));
        add(6, new Drills(library));
        add(8, new Comparisons(library));
        add(4, new Counting(library));
        add(6, new Facts(library, "capitals", "capitals", "capitals", List.of("continents")));
        add(2, new Facts(library, "continents", "capitals", "continents", List.of("capitals")));
        add(7, new Facts(library, "definitions", "definitions", "definitions", List.of()));
        add(4, new Facts(library, "opposites", "opposites", "opposites", List.of()));
        add(2, new Facts(library, "colours", "colours", "colours", List.of()));
        add(2, new Facts(library, "mixing colours", "mixing", "mixing", List.of()));
        for (String subject : ANIMAL_SUBJECTS) {
            add(2, new Facts(library, subject.replace('-', ' '), "animals", subject, ANIMAL_SUBJECTS));
        }
        add(1.5, new Facts(library, "days", "days", "day-after", List.of()));
        add(1.5, new Facts(library, "days", "days", "day-before", List.of()));
        add(1.5, new Facts(library, "months", "months", "month-after", List.of("month-days")));
        add(1.5, new Facts(library, "months", "months", "month-before", List.of("month-days")));
        add(2, new Facts(library, "months", "months", "month-days", List.of("month-after")));
        add(6, new Lists(library));
        add(6, new Stories(library));
        add(5, new Rewriting(library));
        add(5, new Remembering(library));
        add(2, new Spelling(library));
        add(6, new Repeating(library));
        total = topics.stream().mapToDouble(Weighted::weight).sum();
    }

    private void add(double weight, Topic topic) {
        topics.add(new Weighted(topic, weight));
    }

    Topic pick(Draw draw) {
        double left = draw.fraction() * total;
        for (Weighted each : topics) {
            left -= each.weight();
            if (left < 0) {
                return each.topic();
            }
        }
        return topics.get(topics.size() - 1).topic();
    }
}
