package dev.attune.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.serving.model.WeightForm;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdamWTest {
    private static final AdamWConfig CLIPPING = new AdamWConfig(0.9, 0.95, 1e-8, 0.1, 0.05);

    private final TinyModel model;

    AdamWTest(@TempDir Path folder) {
        this.model = new TinyModel(folder, WeightForm.FLOAT32);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void movesAsTheSlowVersionInDoubles() {
        SlowAdamW slow = new SlowAdamW(model.weights, CLIPPING);
        try (AdamW fast = new AdamW(model.weights, CLIPPING)) {
            for (int step = 1; step <= 12; step++) {
                model.gradients.accumulate(List.of(TinyModel.batch(3, 12, 12, step)));
                double norm = slow.step(model.gradientValues(), 0.01 * step);
                assertThat(norm).isGreaterThan(CLIPPING.clipNorm());
                assertThat(fast.step(0.01 * step)).isEqualTo(norm, within(1e-5 * norm));
            }
        }
        for (int i = 0; i < model.weights.size(); i++) {
            assertThat(model.weights.values(i))
                    .usingComparatorWithPrecision(2e-4f)
                    .containsExactly(slow.values(i));
        }
    }

    @Test
    void aSmallGradientIsNotClipped() {
        model.gradients.accumulate(List.of(TinyModel.batch(3, 12, 12, 1)));
        float[][] gradients = model.gradientValues();
        try (AdamW optimiser = new AdamW(model.weights, new AdamWConfig(0.9, 0.95, 1e-8, 0, 1000))) {
            optimiser.step(0.01);
            assertThat(optimiser.firstMoment(0)[40]).isEqualTo(gradients[0][40] * 0.1f, within(1e-9f));
        }
    }

    @Test
    void normsDoNotDecay() {
        try (AdamW optimiser = new AdamW(model.weights, new AdamWConfig(0.9, 0.95, 1e-8, 0.5, 1))) {
            float[][] before = values();
            optimiser.step(0.1);
            for (int i = 0; i < before.length; i++) {
                boolean matrix = model.weights.shape(i).dimension() == 2;
                float expected = before[i][0] * (matrix ? 0.95f : 1);
                assertThat(model.weights.values(i)[0]).isEqualTo(expected, within(1e-7f));
            }
        }
    }

    @Test
    void aGradientThatIsNotFiniteMovesNothing() {
        float[] broken = model.weights.values(0);
        broken[0] = Float.NaN;
        model.weights.set(0, FloatBuffer.wrap(broken));
        long[] ids = new long[8];
        model.gradients.accumulate(List.of(new TokenBatch(ids, 1, 8, new long[] {1}, new long[] {0}, 1)));
        float[] before = model.weights.values(1);
        try (AdamW optimiser = new AdamW(model.weights, CLIPPING)) {
            assertThat(optimiser.step(0.1)).isNaN();
            assertThat(optimiser.steps()).isZero();
        }
        assertThat(model.weights.values(1)).isEqualTo(before);
    }

    @Test
    void oneBatchIsLearnedByHeart() {
        TokenBatch batch = TinyModel.batch(4, 16, 16, 3);
        try (AdamW optimiser = new AdamW(model.weights, new AdamWConfig(0.9, 0.95, 1e-8, 0, 1))) {
            for (int step = 0; step < 120; step++) {
                model.gradients.accumulate(List.of(batch));
                optimiser.step(0.01);
            }
        }
        assertThat(model.gradients.evaluate(batch).mean()).isLessThan(0.05);
    }

    @Test
    void twoHundredStepsLeaveNothingBehind() {
        TokenBatch batch = TinyModel.batch(8, 32, 32, 3);
        try (AdamW optimiser = new AdamW(model.weights, CLIPPING)) {
            steps(optimiser, batch, 20);
            int alive = model.arraysAlive();
            long resident = ResidentMemory.bytes();
            steps(optimiser, batch, 200);
            assertThat(model.arraysAlive()).isEqualTo(alive);
            // A step's activations alone are above 2 MB: losing them would cost 400.
            assertThat(ResidentMemory.bytes() - resident).isLessThan(64L << 20);
        }
    }

    private void steps(AdamW optimiser, TokenBatch batch, int count) {
        for (int step = 0; step < count; step++) {
            model.gradients.accumulate(List.of(batch, batch));
            optimiser.step(0.001);
        }
    }

    private float[][] values() {
        float[][] values = new float[model.weights.size()][];
        Arrays.setAll(values, model.weights::values);
        return values;
    }
}
