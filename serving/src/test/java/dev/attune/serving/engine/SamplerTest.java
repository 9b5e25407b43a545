package dev.attune.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.serving.engine.GenerationRequest.Ending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
class SamplerTest {
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
    void logprobsAreThoseOfTheRawLogits() {
        Random random = new Random(30);
        for (int i = 0; i < 200; i++) {
            int vocabulary = 3 + random.nextInt(100);
            float[] logits = logits(random, vocabulary, 5);
            SamplingParams sampling = anyParams(random, vocabulary);
            Sequence sequence = sequence(
                    sampling, new int[] {0, 1}, new int[] {2}, new Ending(9, 0, false, Set.of()), random.nextInt(21));
            Token token = draw(logits, sequence);
            double sum = SlowSampler.logSumExp(logits);
            assertThat((double) token.logprob()).isCloseTo(logits[token.id()] - sum, within(1e-5));
            List<Integer> order = SlowSampler.byFallingLogit(logits);
            int count = Math.min(sequence.request().topLogprobs(), vocabulary);
            assertThat(Arrays.stream(token.topIds()).boxed().toList()).isEqualTo(order.subList(0, count));
            for (int k = 0; k < count; k++) {
                assertThat((double) token.topLogprobs()[k]).isCloseTo(logits[order.get(k)] - sum, within(1e-5));
            }
        }
    }

    @Test
    void equalLogitsAreListedByRisingId() {
        Sequence sequence =
                sequence(SamplingParams.GREEDY, new int[] {0}, new int[0], new Ending(9, 0, false, Set.of()), 4);
        Token token = draw(new float[] {2, 7, 7, 2, 7, 1}, sequence);
        assertThat(token.topIds()).containsExactly(1, 2, 4, 0);
        assertThat(token.id()).isEqualTo(1);
    }

    @Test
    void behaviourLogprobsAreThoseOfTheDraw() {
        Random random = new Random(31);
        for (int i = 0; i < 300; i++) {
            int vocabulary = 2 + random.nextInt(60);
            float[] logits = logits(random, vocabulary, 4);
            int[] prompt = random.ints(6, 0, vocabulary).toArray();
            int[] completion = random.ints(8, 0, vocabulary).toArray();
            SamplingParams sampling = anyParams(random, vocabulary);
            double[] p = SlowSampler.probabilities(logits, sampling, prompt, completion);
            Token token = draw(logits, sequence(sampling, prompt, completion, new Ending(9, 0, false, Set.of()), -1));
            assertThat((double) token.behaviourLogprob())
                    .as("token %d of %s", token.id(), sampling)
                    .isCloseTo(Math.log(p[token.id()]), within(1e-4));
        }
    }

    @Test
    void aGreedyChoiceIsCertain() {
        float[] logits = {1, 2, 3};
        Ending ending = new Ending(9, 0, false, Set.of());
        for (SamplingParams sampling : List.of(SamplingParams.GREEDY, greedy(1.2, 1, 0, Map.of(1, 2f)))) {
            Token token = draw(logits, sequence(sampling, new int[] {0}, new int[0], ending, -1));
            assertThat(token.behaviourLogprob()).isZero();
            assertThat(token.logprob()).isNegative();
        }
    }

    @Test
    void theRowIsReadWhereItLies() {
        float[] rows = {9, 9, 9, 1, 2, 3, 9, 9, 9};
        Sequence sequence =
                sequence(SamplingParams.GREEDY, new int[] {0}, new int[0], new Ending(9, 0, false, Set.of()), 1);
        Token token = Sampler.draw(rows, 3, 3, 0, sequence);
        assertThat(token.id()).isEqualTo(2);
        assertThat(token.topIds()).containsExactly(2);
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

    private static Token draw(float[] logits, Sequence sequence) {
        return Sampler.draw(logits.clone(), 0, logits.length, (float) SlowSampler.logSumExp(logits), sequence);
    }

    private static Sequence sequence(
            SamplingParams sampling, int[] prompt, int[] completion, Ending ending, int topLogprobs) {
        Sequence sequence = new Sequence(
                new GenerationRequest("s", prompt, sampling, ending, topLogprobs, new TinyModel.Recorder()));
        Arrays.stream(completion).forEach(sequence::append);
        return sequence;
    }

    private static SamplingParams greedy(
            double repetition, double presence, double frequency, Map<Integer, Float> bias) {
        return new SamplingParams(0, 1, 0, 0, repetition, presence, frequency, bias, OptionalLong.of(1));
    }

    /** Every cut and penalty on or off, by chance. */
    private static SamplingParams anyParams(Random random, int vocabulary) {
        Map<Integer, Float> bias = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            bias.put(random.nextInt(vocabulary), 6 * random.nextFloat() - 3);
        }
        return new SamplingParams(
                0.3 + 1.7 * random.nextDouble(),
                random.nextBoolean() ? 1 : 0.3 + 0.69 * random.nextDouble(),
                random.nextBoolean() ? 0 : 1 + random.nextInt(vocabulary),
                random.nextBoolean() ? 0 : 0.2 * random.nextDouble(),
                random.nextBoolean() ? 1 : 0.7 + random.nextDouble(),
                random.nextBoolean() ? 0 : 4 * random.nextDouble() - 2,
                random.nextBoolean() ? 0 : 2 * random.nextDouble() - 1,
                bias,
                OptionalLong.of(random.nextLong()));
    }

    private static float[] logits(Random random, int vocabulary, double spread) {
        float[] logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = (float) (spread * random.nextGaussian());
        }
        return logits;
    }

    /** What the documentation of {@link SamplingParams} says, in double precision, step by step. */
    private static final class SlowSampler {

        static double logSumExp(float[] logits) {
            double largest = Double.NEGATIVE_INFINITY;
            for (float logit : logits) {
                largest = Math.max(largest, logit);
            }
            double sum = 0;
            for (float logit : logits) {
                sum += Math.exp(logit - largest);
            }
            return largest + Math.log(sum);
        }

        static List<Integer> byFallingLogit(float[] logits) {
            List<Integer> ids =
                    new ArrayList<>(IntStream.range(0, logits.length).boxed().toList());
            ids.sort((a, b) -> logits[a] == logits[b] ? a - b : Float.compare(logits[b], logits[a]));
            return ids;
        }

        static double[] adjusted(float[] logits, SamplingParams s, int[] prompt, int[] completion) {
            double[] row = new double[logits.length];
            for (int id = 0; id < row.length; id++) {
                int token = id;
                long times = Arrays.stream(completion).filter(t -> t == token).count();
                boolean seen = times > 0 || Arrays.stream(prompt).anyMatch(t -> t == token);
                row[id] = logits[id];
                if (seen) {
                    row[id] = row[id] > 0 ? row[id] / s.repetitionPenalty() : row[id] * s.repetitionPenalty();
                }
                row[id] -= (times > 0 ? s.presencePenalty() : 0) + times * s.frequencyPenalty();
                row[id] += s.logitBias().getOrDefault(id, 0f);
            }
            return row;
        }

        static double[] probabilities(float[] logits, SamplingParams s, int[] prompt, int[] completion) {
            double[] p = adjusted(logits, s, prompt, completion);
            double largest = Arrays.stream(p).max().orElseThrow();
            for (int id = 0; id < p.length; id++) {
                p[id] = Math.exp((p[id] - largest) / s.temperature());
                p[id] = p[id] < s.minP() ? 0 : p[id];
            }
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, p.length).boxed().toList());
            order.sort((a, b) -> p[a] == p[b] ? a - b : Double.compare(p[b], p[a]));
            for (int rank = s.topK() > 0 ? s.topK() : p.length; rank < p.length; rank++) {
                p[order.get(rank)] = 0;
            }
            double total = Arrays.stream(p).sum();
            double before = 0;
            for (int id : order) {
                double weight = p[id];
                if (before >= s.topP() * total) {
                    p[id] = 0;
                }
                before += weight;
            }
            double kept = Arrays.stream(p).sum();
            return Arrays.stream(p).map(x -> x / kept).toArray();
        }
    }
}
