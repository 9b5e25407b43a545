package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.load.experiment.Person.Circle;
import dev.attune.load.experiment.Talk.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PersonTest {
    private static final Ask ASK = new Ask("capital", "What is the capital of France?", "");
    private static final Answer GOOD = new Answer("a", "Paris. Anything else?", List.of(), 0);
    private static final Answer BAD = new Answer("b", "Paris.", List.of(), 0);
    private static final Answer ALSO_BAD = new Answer("c", "Paris.", List.of(), 0);

    /** 2,000 rankings each: false alarms of four standard errors, 6e-5. */
    @Test
    void ranksAsTheTasteTheNoiseAndTheLabelsSay() {
        double temperature = 0.8;
        double right = 1 / (1 + Math.exp(-1 / temperature));
        assertThat(sharePutFirst(temperature, 0, Labels.TRUE)).isCloseTo(right, within(0.045));
        assertThat(sharePutFirst(temperature, 0, Labels.FLIPPED)).isCloseTo(1 - right, within(0.045));
        assertThat(sharePutFirst(temperature, 0, Labels.SHUFFLED)).isCloseTo(0.5, within(0.045));
        assertThat(sharePutFirst(temperature, 1, Labels.TRUE)).isCloseTo(0.5, within(0.045));
    }

    @Test
    void tiesWhatReadsAlike() {
        List<List<Answer>> tiers = person(0, 1e-3, 0, Labels.TRUE).ranked(ASK, List.of(BAD, GOOD, ALSO_BAD));
        assertThat(tiers).containsExactly(List.of(GOOD), List.of(BAD, ALSO_BAD));
    }

    @Test
    void inEveryWorldJustTheShareThatIsAskedForGuesses() {
        Set<List<Boolean>> lots = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            List<Boolean> careless = Person.drawn(40, seed, circle(1, 0.15, Labels.TRUE)).stream()
                    .map(Person::careless)
                    .toList();
            assertThat(careless.stream().filter(guesses -> guesses)).hasSize(6);
            lots.add(careless);
        }
        assertThat(lots).hasSize(20);
    }

    private static double sharePutFirst(double temperature, double careless, Labels labels) {
        int first = 0;
        Person person = person(3, temperature, careless, labels);
        for (int i = 0; i < 2_000; i++) {
            List<List<Answer>> tiers = person.ranked(ASK, new ArrayList<>(List.of(BAD, GOOD)));
            first += tiers.get(0).get(0).equals(GOOD) ? 1 : 0;
        }
        return first / 2_000.0;
    }

    private static Person person(int number, double temperature, double careless, Labels labels) {
        return new Person(number, careless == 1, 5, circle(temperature, careless, labels));
    }

    private static Circle circle(double temperature, double careless, Labels labels) {
        Preference taste = new Preference(Map.of(Property.ASKS_BACK, 1.0));
        World world = new World(taste, new Noise(temperature, careless), 0, new Attainable(0.9, 1, 1), 0.745, 0.8);
        return new Circle(world, labels, 0, judged -> {});
    }
}
