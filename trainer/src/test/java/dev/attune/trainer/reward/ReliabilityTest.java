package dev.attune.trainer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.trainer.data.LeftOut;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.data.RankedPrompt.Pair;
import dev.attune.trainer.data.RatedAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReliabilityTest {
    private static final List<int[]> FOUR = List.of(new int[] {1}, new int[] {2}, new int[] {3}, new int[] {4});

    private final Random random = new Random(7);
    private final List<RankedPrompt> rankings = new ArrayList<>();
    private final List<double[]> scores = new ArrayList<>();

    /** 40 rankings each: that a person is taken for the other kind has a chance below 1e-4. */
    @Test
    void whoGuessesIsTold() {
        for (int i = 0; i < 40; i++) {
            rank("ann", false);
            rank("bob", true);
            rank("eve", false);
        }
        Reliability reliability = Reliability.of(rankings, scores, 0.1);
        assertThat(reliability.guessing()).containsExactly("bob");
        assertThat(reliability.careful().get("ann")).isGreaterThan(0.99);
        assertThat(reliability.careful().get("bob")).isBetween(Reliability.LEAST, 0.05);
    }

    @Test
    void aSingleRankingChangesLittle() {
        rank("ann", false);
        rank("bob", true);
        rank("eve", false);
        assertThat(Reliability.of(rankings, scores, 0.1).careful().values())
                .allSatisfy(careful -> assertThat(careful).isGreaterThan(0.6));
    }

    @Test
    void amongTwoNobodyIsTheOddOne() {
        for (int i = 0; i < 40; i++) {
            rank("ann", false);
            rank("bob", true);
        }
        assertThat(Reliability.of(rankings, scores, 0.1).guessing()).isEmpty();
    }

    /** By hand: margins of 2 and −1, each weighing a half, after even odds. */
    @Test
    void theOddsAreThoseOfTheModelAgainstACoin() {
        List<Pair> pairs = List.of(new Pair(0, 1, 0.5, "ann"), new Pair(2, 3, 0.5, "ann"));
        rankings.add(new RankedPrompt(FOUR, pairs, 1));
        scores.add(new double[] {3, 1, 0, 1});
        rank("bob", false);
        rank("eve", false);
        double nats = 0.5 * (Math.log(2) - Math.log1p(Math.exp(-2))) + 0.5 * (Math.log(2) - Math.log1p(Math.E));
        assertThat(Reliability.of(rankings, scores, 0.5).careful().get("ann"))
                .isCloseTo(1 / (1 + Math.exp(-nats)), within(1e-12));
    }

    @Test
    void aFactorWeighsWordsOfEveryKind() {
        List<Pair> pairs = List.of(new Pair(0, 1, 0.5, "ann"), new Pair(2, 3, 1, "bob"));
        RankedPrompt both = new RankedPrompt(FOUR, pairs, 1.5);
        RatedAnswer thumb = new RatedAnswer(new int[] {1}, "bob", true, 1);
        Preferences people = new Preferences(List.of(both), List.of(thumb), List.of(), LeftOut.NOTHING)
                .weighed(user -> user.equals("bob") ? 0.1 : 1);
        assertThat(people.rankings().get(0).pairs())
                .containsExactly(new Pair(0, 1, 0.5, "ann"), new Pair(2, 3, 0.1, "bob"));
        assertThat(people.rankings().get(0).weight()).isCloseTo(0.6, within(1e-12));
        assertThat(people.thumbs().get(0).weight()).isEqualTo(0.1);
    }

    /** Of four answers with scores 0, 1, 2, 3, all pairs. */
    private void rank(String user, boolean guesses) {
        List<Pair> pairs = new ArrayList<>();
        for (int better = 1; better < 4; better++) {
            for (int worse = 0; worse < better; worse++) {
                boolean right = random.nextDouble() < (guesses ? 0.5 : 1 / (1 + Math.exp(worse - better)));
                pairs.add(new Pair(right ? better : worse, right ? worse : better, 1 / 6.0, user));
            }
        }
        rankings.add(new RankedPrompt(FOUR, pairs, 1));
        scores.add(new double[] {0, 1, 2, 3});
    }
}
