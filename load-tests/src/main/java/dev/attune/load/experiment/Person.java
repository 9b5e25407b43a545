package dev.attune.load.experiment;

import dev.attune.load.experiment.Talk.Answer;
import dev.attune.load.experiment.Talk.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Somebody with the hidden taste, who errs. Used by one thread at a time. */
final class Person {
    private static final int SUGGESTIONS = 9;

    private final String name;
    private final boolean careless;
    private final Circle circle;
    private final double threshold;
    private final Random random;
    private final List<Double> differences = new ArrayList<>();
    private final Set<String> ranked = new HashSet<>();

    /**
     * What was said.
     *
     * @param answers as they were put in order, or one
     * @param said {@code up}, {@code down}, {@code ranking}, {@code demonstration}
     * @param id the server's name for it
     */
    record Judged(String user, boolean careless, String ask, String said, List<String> answers, String id) {}

    /**
     * What people of one arm have in common.
     *
     * @param usual what answers are worth to everybody on average; a person's measure of a thumb lies near it
     * @param journal hears everything that is said
     */
    record Circle(World world, Labels labels, double usual, Consumer<Judged> journal) {}

    Person(int number, boolean careless, long seed, Circle circle) {
        this.name = name(number);
        this.careless = careless;
        this.circle = circle;
        this.random = new Random(seed);
        this.threshold = circle.usual() + circle.world().noise().temperature() * random.nextGaussian();
    }

    /** So many people, of whom just the share that the world asks for guesses; who does is drawn by lot. */
    static List<Person> drawn(int count, long seed, Circle circle) {
        SplittableRandom seeds = new SplittableRandom(seed);
        List<Integer> lot = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(lot, new Random(seeds.nextLong()));
        long guess = Math.round(count * circle.world().noise().careless());
        Set<Integer> careless = Set.copyOf(lot.subList(0, (int) guess));
        return IntStream.range(0, count)
                .mapToObj(number -> new Person(number, careless.contains(number), seeds.nextLong(), circle))
                .toList();
    }

    static String name(int number) {
        return "person-" + number;
    }

    boolean careless() {
        return careless;
    }

    /** Asks, gives a thumb, and puts {@code k} alternatives in order. */
    void chat(Talk talk, Ask ask, int k) throws IOException {
        Exchange exchange = talk.ask(name, ask, 1);
        Answer first = exchange.answers().get(0);
        thumb(talk, ask, first);
        List<List<Answer>> tiers = ranked(ask, talk.alternatives(name, first, k));
        if (tiers.size() > 1) {
            String id = talk.rank(name, tiers);
            compared(ask, tiers);
            List<String> order = tiers.stream().map(tier -> tier.get(0).text()).toList();
            circle.journal().accept(new Judged(name, careless, ask.text(), "ranking", order, id));
        }
    }

    /** Asks for {@code n} answers and gives each a thumb. */
    void thumbs(Talk talk, Ask ask, int n) throws IOException {
        for (Answer answer : talk.ask(name, ask, n).answers()) {
            thumb(talk, ask, answer);
        }
    }

    /** Writes both sides, helped by suggestions. */
    void demonstrate(Talk talk, Ask ask) throws IOException {
        String best = ranked(ask, talk.suggestions(name, ask, SUGGESTIONS))
                .get(0)
                .get(0)
                .text();
        if (!best.isBlank()) {
            String id = talk.demonstrate(name, ask, best);
            circle.journal().accept(new Judged(name, careless, ask.text(), "demonstration", List.of(best), id));
        }
    }

    private void thumb(Talk talk, Ask ask, Answer answer) throws IOException {
        boolean up = guesses() ? random.nextBoolean() : look(worth(ask, answer)) > look(sign() * threshold);
        String id = talk.thumb(name, answer, up);
        circle.journal().accept(new Judged(name, careless, ask.text(), up ? "up" : "down", List.of(answer.text()), id));
    }

    /** The best first; the same text is not judged twice but tied. */
    List<List<Answer>> ranked(Ask ask, List<Answer> answers) {
        Map<String, List<Answer>> byText = new LinkedHashMap<>();
        answers.forEach(answer ->
                byText.computeIfAbsent(answer.text(), none -> new ArrayList<>()).add(answer));
        List<List<Answer>> tiers = new ArrayList<>(byText.values());
        Collections.shuffle(tiers, random);
        if (!guesses()) {
            Map<List<Answer>, Double> looks = new LinkedHashMap<>();
            tiers.forEach(tier -> looks.put(tier, look(worth(ask, tier.get(0)))));
            tiers.sort(Comparator.comparing((List<Answer> tier) -> looks.getOrDefault(tier, 0.0))
                    .reversed());
        }
        return tiers;
    }

    private void compared(Ask ask, List<List<Answer>> tiers) {
        ranked.add(ask.text());
        double[] worth =
                tiers.stream().mapToDouble(tier -> worth(ask, tier.get(0))).toArray();
        for (int better = 0; better < worth.length; better++) {
            for (int worse = better + 1; worse < worth.length; worse++) {
                differences.add(worth[better] - worth[worse]);
            }
        }
    }

    /** Whether this person put answers to one of these questions in order. */
    boolean hasRanked(Set<String> asks) {
        return !Collections.disjoint(ranked, asks);
    }

    /** Of each pair ranked so far, how often who knows the taste exactly says of it what this person says. */
    DoubleStream ceilings() {
        Noise own = new Noise(circle.world().noise().temperature(), guesses() ? 1 : 0);
        return differences.stream().mapToDouble(own::ceiling);
    }

    private boolean guesses() {
        return careless || circle.labels() == Labels.SHUFFLED;
    }

    private double worth(Ask ask, Answer answer) {
        return sign() * circle.world().taste().score(ask, answer.text());
    }

    private double sign() {
        return circle.labels() == Labels.FLIPPED ? -1 : 1;
    }

    private double look(double worth) {
        return circle.world().noise().look(worth, random);
    }
}
