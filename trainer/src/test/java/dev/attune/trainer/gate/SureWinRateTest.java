package dev.attune.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A hundred prompts that are asked eight times are no eight hundred prompts. */
class SureWinRateTest {
    private static final int PROMPTS = 100;
    private static final int ROUNDS = 8;

    @Test
    void promptsThatAlwaysEndAlikeCountOnce() {
        assertThat(new SureWinRate(0.5).on(trial(55)).passed()).isFalse();
        assertThat(new SureWinRate(0.5).on(trial(61)).passed()).isTrue();
    }

    /**
     * No candidate that is no better is to be accepted more often than in 2.5 % of trials, whatever its prompts have in common: each prompt is
     * won with a probability of its own. Of 4,000 trials 100 are expected, with a deviation of 10: more than 145 are a false alarm once in
     * 300,000. Counted each for itself, more than 300 are accepted.
     */
    @Test
    void noBetterIsSeldomTakenForBetter() {
        assertThat(accepted(4_000, 0.5, 0.3)).isLessThan(145);
        assertThat(accepted(4_000, 0.5, 0)).isLessThan(145);
    }

    /** With 100 prompts: 0.6 is nearly always enough; 0.55 mostly, where answers to a prompt are no more alike than chance has them. */
    @Test
    void betterIsMostlySeen() {
        assertThat(accepted(1_000, 0.6, 0.2)).isGreaterThan(900);
        assertThat(accepted(1_000, 0.55, 0)).isGreaterThan(700);
    }

    /** Of so many trials; a prompt is won with probability {@code share} ± {@code spread}. */
    private static long accepted(int trials, double share, double spread) {
        Random random = new Random(9);
        return IntStream.range(0, trials)
                .filter(trial -> {
                    double[] prompt = IntStream.range(0, PROMPTS)
                            .mapToDouble(i -> share + (random.nextBoolean() ? spread : -spread))
                            .toArray();
                    List<Duel> duels = IntStream.range(0, PROMPTS * ROUNDS)
                            .mapToObj(
                                    i -> random.nextDouble() < prompt[i % PROMPTS] ? new Duel(1, 1) : new Duel(-1, -1))
                            .toList();
                    return new SureWinRate(0.5).on(trial(duels)).passed();
                })
                .count();
    }

    private static Trial trial(int promptsWon) {
        return trial(IntStream.range(0, PROMPTS * ROUNDS)
                .mapToObj(i -> i % PROMPTS < promptsWon ? new Duel(1, 1) : new Duel(-1, -1))
                .toList());
    }

    private static Trial trial(List<Duel> duels) {
        List<Drawn> answers = Collections.nCopies(duels.size(), new Drawn(new int[] {1}, true));
        return new Trial(PROMPTS, answers, answers, duels, new double[0], 1, 1);
    }
}
