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
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the sampler says of its draws, against {@link SlowSampler}. */
final class SampledLogprobsTest {

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
}
