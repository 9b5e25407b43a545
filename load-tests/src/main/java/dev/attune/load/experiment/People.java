package dev.attune.load.experiment;

import dev.attune.load.experiment.Person.Circle;
import dev.attune.load.experiment.Person.Judged;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The experiment's people for those who need a server that is taught, not what comes of it: they chat, give thumbs, rank and show. Used by
 * one thread; whoever made it closes it.
 */
public final class People implements AutoCloseable {
    private static final int SIDE_BY_SIDE = 4;
    private static final int ALTERNATIVES = 4;
    private static final Noise NOISE = new Noise(0.3, ExperimentPlan.CARELESS);

    private final Talk talk;
    private final Asks asks;
    private final List<Person> people;
    private final Crowd crowd = new Crowd(SIDE_BY_SIDE);
    private int turn;

    /**
     * Something that the server said it has.
     *
     * @param kind {@code thumb}, {@code ranking}, {@code demonstration}
     * @param id the server's name for it
     */
    public record Said(String user, String kind, String id) {}

    /**
     * Nobody speaks yet.
     *
     * @param url of the server, without a path
     * @param seed decides the taste, who is careless, and what is asked
     * @param acknowledged hears of every judgement, on several threads
     */
    public People(String url, int count, long seed, Consumer<Said> acknowledged) {
        Random random = new Random(seed);
        World world = new World(taste(), NOISE, 0, new Attainable(1, 1, 1), 1, 1);
        this.talk = new Talk(url);
        this.asks = Asks.shuffled(random);
        Circle circle = new Circle(world, Labels.TRUE, 0, judged -> acknowledged.accept(said(judged)));
        this.people = Person.drawn(count, seed, circle);
    }

    /** Everybody shows something and judges the answers to a few questions, several at a time; returns when all have. */
    public void teach(int questionsEach) throws IOException {
        List<Ask> own = asks.deal(people.size() * (questionsEach + 1));
        crowd.all(IntStream.range(0, people.size()).boxed().toList(), number -> {
            Person person = people.get(number);
            List<Ask> turns = own.subList(number * (questionsEach + 1), (number + 1) * (questionsEach + 1));
            person.demonstrate(talk, turns.get(0));
            for (Ask ask : turns.subList(1, turns.size())) {
                person.chat(talk, ask, ALTERNATIVES);
            }
            return number;
        });
    }

    /** Somebody, everybody in turn, judges the answers to one question. */
    public void sayOne() throws IOException {
        people.get(turn++ % people.size()).chat(talk, asks.deal(1).get(0), ALTERNATIVES);
    }

    /** Friendly and to the point: what the default model can learn. */
    private static Preference taste() {
        Map<Property, Double> weights = new EnumMap<>(Property.class);
        weights.put(Property.WARMTH, 1.0);
        weights.put(Property.ASKS_BACK, 1.0);
        return new Preference(weights);
    }

    private static Said said(Judged judged) {
        String kind = judged.said().equals("up") || judged.said().equals("down") ? "thumb" : judged.said();
        return new Said(judged.user(), kind, judged.id());
    }

    @Override
    public void close() {
        crowd.close();
    }
}
