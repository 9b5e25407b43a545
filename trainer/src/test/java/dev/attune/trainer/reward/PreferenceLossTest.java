package dev.attune.trainer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.GradientCollector;
import dev.attune.trainer.data.RankedPrompt;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreferenceLossTest {
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final PreferenceLoss loss = new PreferenceLoss((PtNDManager) manager);

    @AfterEach
    void close() {
        loss.close();
        manager.close();
    }

    @Test
    void aRankingOfFourHasTheGoldenLossAndGradients() {
        NDArray scores = scores(1.2, 0.4, 0.9, -0.7);
        double value = backward(() -> ranking(scores, 4));
        assertThat(value).isEqualTo(0.418359, within(5e-7));
        assertThat(scores.getGradient().toDoubleArray())
                .usingComparatorWithPrecision(5e-7)
                .containsExactly(-0.144282, -0.093696, 0.146673, 0.091305);
    }

    @Test
    void itIsTheMeanOverItsPairsComputedByHand() {
        double[] given = {0.3, -1.5, 2.25, 0, 40, -40};
        double sum = 0;
        for (int winner = 0; winner < given.length; winner++) {
            for (int loser = winner + 1; loser < given.length; loser++) {
                sum -= logSigmoid(given[winner] - given[loser]);
            }
        }
        NDArray scores = scores(given);
        assertThat(ranking(scores, 6).getDouble()).isEqualTo(sum / 15, within(1e-9));
    }

    @Test
    void thumbsAreLogisticAboutEachUsersThreshold() {
        NDArray scores = scores(0.5, -1, 2);
        NDArray rated = manager.create(new long[] {0, 1, 2});
        NDArray signs = column(1, 1, -1);
        NDArray thresholds = column(0.25, -0.5, 1);
        NDArray weights = column(1, 0.5, 2);
        double value = backward(() -> loss.thumbs(scores, rated, signs, thresholds, weights));
        double expected = -logSigmoid(0.25) - 0.5 * logSigmoid(-0.5) - 2 * logSigmoid(-1);
        assertThat(value).isEqualTo(expected, within(1e-12));
        // ∂/∂r of −log σ(±(r − b)) is σ(r − b) − y.
        assertThat(scores.getGradient().toDoubleArray())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(sigmoid(0.25) - 1, 0.5 * (sigmoid(-0.5) - 1), 2 * sigmoid(1));
    }

    private NDArray ranking(NDArray scores, int k) {
        List<int[]> answers = IntStream.range(0, k).mapToObj(i -> new int[] {i}).toList();
        List<RankedPrompt.Pair> pairs = RankedPrompt.bestFirst(answers).pairs();
        NDArray weights =
                column(pairs.stream().mapToDouble(RankedPrompt.Pair::weight).toArray());
        return loss.rankings(
                scores,
                manager.create(
                        pairs.stream().mapToLong(RankedPrompt.Pair::winner).toArray()),
                manager.create(
                        pairs.stream().mapToLong(RankedPrompt.Pair::loser).toArray()),
                weights);
    }

    private static double backward(Supplier<NDArray> loss) {
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray value = loss.get();
            collector.backward(value);
            return value.getDouble();
        }
    }

    private NDArray scores(double... values) {
        NDArray scores = column(values);
        scores.setRequiresGradient(true);
        return scores;
    }

    private NDArray column(double... values) {
        return manager.create(Arrays.copyOf(values, values.length)).reshape(new Shape(values.length, 1));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double logSigmoid(double x) {
        return -Math.log1p(Math.exp(-Math.abs(x))) + Math.min(0, x);
    }
}
