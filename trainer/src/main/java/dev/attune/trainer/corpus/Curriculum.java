package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.List;

/** Every topic with its weight: how often the default model meets it. The one place that says so. */
final class Curriculum {
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
        add(3, new Counting(library));
        add(6, new Facts(library, "capitals", "capitals", "capitals", "continents"));
        add(2, new Facts(library, "continents", "capitals", "continents", "capitals"));
        add(7, new Facts(library, "definitions", "definitions", "definitions"));
        add(4, new Facts(library, "opposites", "opposites", "opposites"));
        add(2, new Facts(library, "colours", "colours", "colours"));
        add(2, new Facts(library, "mixing colours", "mixing", "mixing"));
        add(
                2,
                new Facts(
                        library,
                        "animal sounds",
                        "animals",
                        "animal-sounds",
                        "animal-young",
                        "animal-homes",
                        "animal-legs"));
        add(
                2,
                new Facts(
                        library,
                        "animal young",
                        "animals",
                        "animal-young",
                        "animal-sounds",
                        "animal-homes",
                        "animal-legs"));
        add(
                2,
                new Facts(
                        library,
                        "animal homes",
                        "animals",
                        "animal-homes",
                        "animal-sounds",
                        "animal-young",
                        "animal-legs"));
        add(
                2,
                new Facts(
                        library,
                        "animal legs",
                        "animals",
                        "animal-legs",
                        "animal-sounds",
                        "animal-young",
                        "animal-homes"));
        add(1.5, new Facts(library, "days", "days", "day-after"));
        add(1.5, new Facts(library, "days", "days", "day-before"));
        add(1.5, new Facts(library, "months", "months", "month-after", "month-days"));
        add(1.5, new Facts(library, "months", "months", "month-before", "month-days"));
        add(2, new Facts(library, "months", "months", "month-days", "month-after"));
        add(6, new Lists(library));
        add(6, new Stories(library));
        add(5, new Rewriting(library));
        add(5, new Remembering(library));
        add(2, new Spelling(library));
        total = topics.stream().mapToDouble(Weighted::weight).sum();
    }

    private void add(double weight, Topic topic) {
        topics.add(new Weighted(topic, weight));
    }

    List<Topic> topics() {
        return topics.stream().map(Weighted::topic).toList();
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
