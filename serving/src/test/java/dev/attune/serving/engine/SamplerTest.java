package dev.attune.serving.engine;

import static dev.attune.serving.engine.Draws.anyParams;
import static dev.attune.serving.engine.Draws.draw;
import static dev.attune.serving.engine.Draws.greedy;
import static dev.attune.serving.engine.Draws.logits;
import static dev.attune.serving.engine.Draws.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.serving.engine.GenerationRequest.Ending;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sampler against {@link SlowSampler}, which sorts everything and knows no shortcuts, by counting what is drawn.
 *
 * <p>False alarms: counts are held against 6 standard deviations of the binomial plus one, about 2e-9 for each of some
 * 10,000 comparisons; the seeds are fixed besides.
 */
final class SamplerTest {
    private static final int DRAWS = 20_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void drawsWithTheProbabilitiesOfTheSlowSampler(int seed) {
        Random random = new Random(seed);
        int vocabulary = 2 + random.nextInt(60);
        float[] logits = logits(random, vocabulary, 4);
        int[] prompt = random.ints(6, 0, vocabulary).toArray();
        int[] completion = random.ints(8, 0, vocabulary).toArray();
        SamplingParams sampling = anyParams(random, vocabulary);
        double[] expected = SlowSampler.probabilities(logits, sampling, prompt, completion);
        Sequence sequence = sequence(sampling, prompt, completion, new Ending(100, 0, false, Set.of()), -1);
        int[] counts = new int[vocabulary];
        for (int i = 0; i < DRAWS; i++) {
            counts[draw(logits, sequence).id()]++;
        }
        for (int id = 0; id < vocabulary; id++) {
            double p = expected[id];
            assertThat((double) counts[id])
                    .as("token %d of %s", id, sampling)
                    .isCloseTo(DRAWS * p, within(6 * Math.sqrt(DRAWS * p * (1 - p)) + (p == 0 ? 0 : 1)));
        }
    }

    @Test
    void zeroTemperatureTakesTheLargestAdjustedLogit() {
        Random random = new Random(20);
        for (int i = 0; i < 500; i++) {
            int vocabulary = 2 + random.nextInt(40);
            float[] logits = logits(random, vocabulary, 4);
            int[] prompt = random.ints(5, 0, vocabulary).toArray();
            int[] completion = random.ints(5, 0, vocabulary).toArray();
            SamplingParams sampling =
                    greedy(1 + random.nextDouble(), random.nextDouble(), random.nextDouble(), Map.of());
            double[] adjusted = SlowSampler.adjusted(logits, sampling, prompt, completion);
            Sequence sequence = sequence(sampling, prompt, completion, new Ending(100, 0, false, Set.of()), -1);
            int id = draw(logits, sequence).id();
            assertThat(adjusted[id]).isCloseTo(Arrays.stream(adjusted).max().orElseThrow(), within(1e-5));
        }
    }

    @Test
    void repetitionCountsThePromptButPresenceAndFrequencyDoNot() {
        float[] logits = {1, 1.2f, 1.1f};
        int[] prompt = {1};
        assertThat(greedyId(logits, greedy(1.5, 0, 0, Map.of()), prompt)).isEqualTo(2);
        assertThat(greedyId(logits, greedy(1, 2, 2, Map.of()), prompt)).isEqualTo(1);
        assertThat(greedyId(logits, greedy(1, 1, 0, Map.of()), prompt, 1, 2)).isZero();
        assertThat(greedyId(logits, greedy(1, 0, 0.12, Map.of()), prompt, 1, 1)).isEqualTo(2);
    }

    @Test
    void aBiasOfAHundredForcesAndBans() {
        float[] logits = {25, -20, 24, 3};
        assertThat(greedyId(logits, greedy(1, 0, 0, Map.of(1, 100f)), new int[] {0}))
                .isEqualTo(1);
        assertThat(greedyId(logits, greedy(1, 0, 0, Map.of(0, -100f)), new int[] {0}))
                .isEqualTo(2);
        SamplingParams hot = new SamplingParams(2, 1, 0, 0, 1, 0, 0, Map.of(0, -100f, 1, 100f), OptionalLong.of(3));
        Sequence sequence = sequence(hot, new int[] {0}, new int[0], new Ending(9, 0, false, Set.of()), -1);
        assertThat(IntStream.range(0, 2000)
                        .map(i -> draw(logits, sequence).id())
                        .distinct()
                        .toArray())
                .containsExactly(1);
    }

    @Test
    void endsAreMaskedBeforeTheLeastNumberOfTokens() {
        float[] logits = {1, 9, 8, 2};
        Ending ending = new Ending(9, 2, false, Set.of(1, 2));
        Sequence sequence = sequence(SamplingParams.GREEDY, new int[] {0}, new int[0], ending, -1);
        assertThat(take(logits, sequence)).isEqualTo(new Drawn(3, false));
        assertThat(take(logits, sequence)).isEqualTo(new Drawn(3, false));
        assertThat(take(logits, sequence)).isEqualTo(new Drawn(1, true));
    }

    @Test
    void anIgnoredEndIsATokenLikeAnyOther() {
        Ending ending = new Ending(9, 0, true, Set.of(1));
        Sequence sequence = sequence(SamplingParams.GREEDY, new int[] {0}, new int[0], ending, -1);
        assertThat(take(new float[] {1, 9}, sequence)).isEqualTo(new Drawn(1, false));
    }

    @Test
    void whereEverythingIsBannedSomethingIsDrawnAllTheSame() {
        Ending ending = new Ending(9, 2, false, Set.of(0, 1));
        Sequence sequence = sequence(SamplingParams.DEFAULT, new int[] {0}, new int[0], ending, -1);
        assertThat(draw(new float[] {1, 9}, sequence).id()).isBetween(0, 1);
    }

    @Test
    void aSeedDecidesEverythingAndNoSeedNothing() {
        float[] logits = logits(new Random(40), 50, 1);
        assertThat(stream(logits, OptionalLong.of(7))).isEqualTo(stream(logits, OptionalLong.of(7)));
        assertThat(stream(logits, OptionalLong.of(7))).isNotEqualTo(stream(logits, OptionalLong.of(8)));
        // Two unseeded streams of 40 draws from 50 likely tokens agree with a chance far below 1e-30.
        assertThat(stream(logits, OptionalLong.empty())).isNotEqualTo(stream(logits, OptionalLong.empty()));
    }

    private record Drawn(int id, boolean end) {}

    private static Drawn take(float[] logits, Sequence sequence) {
        Token token = draw(logits, sequence);
        sequence.append(token.id());
        return new Drawn(token.id(), token.end());
    }

    private static List<Integer> stream(float[] logits, OptionalLong seed) {
        SamplingParams sampling = new SamplingParams(1, 1, 0, 0, 1, 0, 0, Map.of(), seed);
        Sequence sequence = sequence(sampling, new int[] {0}, new int[0], new Ending(99, 0, false, Set.of()), -1);
        return IntStream.range(0, 40).mapToObj(i -> draw(logits, sequence).id()).toList();
    }

    private static int greedyId(float[] logits, SamplingParams sampling, int[] prompt, int... completion) {
        return draw(logits, sequence(sampling, prompt, completion, new Ending(99, 0, false, Set.of()), -1))
                .id();
    }
}
