package dev.attune.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.serving.model.WeightForm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenLossTest {
    private final Path folder;
    private final TinyModel model;

    TokenLossTest(@TempDir Path folder) {
        this.folder = folder;
        this.model = new TinyModel(folder, WeightForm.FLOAT32);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void anUntrainedModelGuessesEvenly() {
        Loss loss = model.gradients.evaluate(TinyModel.batch(4, 16, 16, 1));
        assertThat(loss.mean()).isEqualTo(Math.log(TinyModel.VOCABULARY), within(0.1));
    }

    @Test
    void accumulationEqualsOneBigBatch() {
        // Different numbers of targets: a mean of means would differ.
        TokenBatch one = TinyModel.batch(2, 12, 12, 1);
        TokenBatch other = TinyModel.batch(5, 12, 6, 2);
        Loss apart = model.gradients.accumulate(List.of(one, other));
        float[][] expected = model.gradientValues();
        zeroGradients();
        Loss together = model.gradients.accumulate(List.of(joined(one, other)));
        assertThat(apart.tokens()).isEqualTo(together.tokens());
        assertThat(apart.sum()).isEqualTo(together.sum(), within(1e-3));
        assertClose(model.gradientValues(), expected, 1e-6f);
    }

    @Test
    void garbageInPaddingChangesNoBit() {
        TokenBatch batch = TinyModel.batch(3, 16, 9, 1);
        Loss loss = model.gradients.accumulate(List.of(batch));
        float[][] expected = model.gradientValues();
        zeroGradients();
        long[] ids = batch.ids().clone();
        Random random = new Random(99);
        for (int cell = 0; cell < ids.length; cell++) {
            if (cell % 16 >= 9) {
                ids[cell] = random.nextInt(TinyModel.VOCABULARY);
            }
        }
        assertThat(ids).isNotEqualTo(batch.ids());
        TokenBatch garbled = new TokenBatch(ids, 3, 16, batch.places(), batch.targets(), batch.lossTokens());
        assertThat(model.gradients.accumulate(List.of(garbled)).sum()).isEqualTo(loss.sum());
        assertThat(model.gradientValues()).isDeepEqualTo(expected);
    }

    @Test
    void onlyTheChosenPlacesAreLearnedFrom() {
        TokenBatch batch = TinyModel.batch(1, 12, 12, 1);
        TokenBatch first = new TokenBatch(batch.ids(), 1, 12, new long[] {0}, new long[] {7}, 1);
        long[] ids = batch.ids().clone();
        // A causal network's first prediction cannot depend on what comes later.
        Arrays.fill(ids, 1, ids.length, 3);
        TokenBatch otherTail = new TokenBatch(ids, 1, 12, new long[] {0}, new long[] {7}, 1);
        assertThat(model.gradients.evaluate(first).sum())
                .isEqualTo(model.gradients.evaluate(otherTail).sum());
    }

    @Test
    void halfProductsStayNearFullOnes() {
        TokenBatch batch = TinyModel.batch(4, 16, 16, 1);
        double full = model.gradients.evaluate(batch).mean();
        try (TinyModel half = new TinyModel(folder, WeightForm.BFLOAT16)) {
            assertThat(half.gradients.evaluate(batch).mean()).isNotEqualTo(full).isEqualTo(full, within(0.01));
            half.gradients.accumulate(List.of(batch));
            model.gradients.accumulate(List.of(batch));
            assertClose(half.gradientValues(), model.gradientValues(), 2e-3f);
        }
    }

    /** A step of rate zero moves nothing and clears the gradients. */
    private void zeroGradients() {
        try (AdamW still = new AdamW(model.weights, new AdamWConfig(0.9, 0.99, 1e-8, 0, 1))) {
            still.step(0);
        }
    }

    private static TokenBatch joined(TokenBatch one, TokenBatch other) {
        long[] moved =
                Arrays.stream(other.places()).map(place -> place + one.cells()).toArray();
        return new TokenBatch(
                concat(one.ids(), other.ids()),
                one.rows() + other.rows(),
                one.columns(),
                concat(one.places(), moved),
                concat(one.targets(), other.targets()),
                one.lossTokens() + other.lossTokens());
    }

    private static long[] concat(long[] head, long[] tail) {
        return LongStream.concat(Arrays.stream(head), Arrays.stream(tail)).toArray();
    }

    private static void assertClose(float[][] actual, float[][] expected, float tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).usingComparatorWithPrecision(tolerance).containsExactly(expected[i]);
        }
    }
}
