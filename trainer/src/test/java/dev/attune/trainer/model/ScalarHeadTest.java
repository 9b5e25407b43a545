package dev.attune.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.attune.serving.model.WeightForm;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalarHeadTest {
    private static final int WIDTH = 32;

    private final TinyModel model;

    ScalarHeadTest(@TempDir Path folder) {
        this.model = new TinyModel(folder, WeightForm.FLOAT32);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void aFreshHeadIsNormalWithItsSpreadAndHasNoBias() {
        // Of 3,200 normal draws the deviation is off by more than 5 % once in 10,000 seeds.
        ScalarHead.fresh(model.weights, 100, WIDTH, 3);
        float[] drawn = model.weights.values(model.weights.size() - 2);
        double squares = IntStream.range(0, drawn.length)
                .mapToDouble(i -> drawn[i] * drawn[i])
                .sum();
        assertThat(Math.sqrt(squares / drawn.length)).isEqualTo(1 / Math.sqrt(33), within(0.009));
        assertThat(model.weights.values(model.weights.size() - 1)).containsOnly(0);
    }

    @Test
    void scoresAreTheProductOfStateAndWeightPlusBias() {
        float[] weight = new float[2 * WIDTH];
        weight[3] = 2;
        weight[WIDTH + 5] = -1;
        ScalarHead head = ScalarHead.of(model.weights, weight, new float[] {10, 20});
        try (NDManager step = model.weights.manager().newSubManager()) {
            NDArray hidden = hidden(TinyModel.batch(2, 8, 8, 1), step);
            float[] states = hidden.toFloatArray();
            float[] scores = head.scores(hidden).toFloatArray();
            assertThat(scores[0]).isEqualTo(10 + 2 * states[3], within(1e-5f));
            assertThat(scores[1]).isEqualTo(20 - states[5], within(1e-5f));
            assertThat(scores[2]).isEqualTo(10 + 2 * states[WIDTH + 3], within(1e-5f));
        }
    }

    @Test
    void headAndNetworkAreTrainedAsOneList() {
        ScalarHead head = ScalarHead.fresh(model.weights, 1, WIDTH, 3);
        GradientStep gradients = new GradientStep(model.weights);
        TokenBatch batch = TinyModel.batch(2, 8, 8, 1);
        Objective farFromSeven =
                step -> head.scores(hidden(batch, step)).sub(7).square().sum();
        double before = gradients.evaluate(farFromSeven);
        int alive = model.arraysAlive();
        try (AdamW optimiser = new AdamW(model.weights, new AdamWConfig(0.9, 0.95, 1e-8, 0, 100))) {
            for (int step = 0; step < 100; step++) {
                gradients.accumulate(farFromSeven, 0.1);
                optimiser.step(0.03);
            }
        }
        assertThat(gradients.evaluate(farFromSeven)).isLessThan(before * 1e-3);
        assertThat(model.arraysAlive()).isEqualTo(alive);
    }

    @Test
    void entropyComesWithTheSameLogProbabilitiesAndIsThatOfTheWholeDistribution() {
        TokenBatch batch = TinyModel.batch(3, 8, 8, 1);
        try (NDManager step = model.weights.manager().newSubManager()) {
            NDArray ids = step.create(batch.ids(), new Shape(3, 8));
            NDArray places = step.create(batch.places());
            NDList both =
                    model.forward.logprobsAndEntropy(model.weights.arrays(), ids, places, step.create(batch.targets()));
            float[] plain = model.forward
                    .logprobs(model.weights.arrays(), ids, places, step.create(batch.targets()))
                    .toFloatArray();
            assertThat(both.get(0).toFloatArray()).isEqualTo(plain);
            assertThat(both.get(1).toFloatArray()[0]).isEqualTo((float) entropy(ids, step), within(1e-5f));
        }
    }

    /** −Σ p log p after the first token, a forward pass for each log p. */
    private double entropy(NDArray ids, NDManager step) {
        double entropy = 0;
        for (int token = 0; token < TinyModel.VOCABULARY; token++) {
            double log = model.forward
                    .logprobs(model.weights.arrays(), ids, step.create(new long[] {0}), step.create(new long[] {token}))
                    .getFloat(0);
            entropy -= Math.exp(log) * log;
        }
        return entropy;
    }

    private NDArray hidden(TokenBatch batch, NDManager step) {
        NDArray ids = step.create(batch.ids(), new Shape(batch.rows(), batch.columns()));
        return model.forward.hidden(model.weights.arrays(), ids, step.create(batch.places()));
    }
}
