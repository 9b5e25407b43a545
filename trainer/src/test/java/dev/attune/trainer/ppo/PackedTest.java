package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.trainer.model.TokenBatch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedTest {
    private static final List<Rollout> ANSWERS = List.of(
            answer(new int[] {1, 4}, 5, 6, 7, 2),
            answer(new int[] {1, 8, 9, 4}, 2),
            answer(new int[] {1}, 7, 7, 7, 7, 7, 7, 7, 7, 7));

    @Test
    void onlyTheAnswersTokensArePredicted() {
        Packed packed = Packed.of(ANSWERS, new int[] {1, 0});
        TokenBatch batch = packed.batch();
        assertThat(batch.lossTokens()).isEqualTo(5);
        assertThat(Arrays.copyOf(batch.targets(), 6)).containsExactly(2, 5, 6, 7, 2, TokenBatch.NONE);
        // Row 0 is the second answer: its only token is predicted at its prompt's last position.
        assertThat(Arrays.copyOf(batch.places(), 5)).containsExactly(3, 8 + 1, 8 + 2, 8 + 3, 8 + 4);
        assertThat(packed.padding()).startsWith(false, false, false, false, false, true);
    }

    @Test
    void whatGoesInFlatComesOutPerAnswer() {
        Packed packed = Packed.of(ANSWERS, new int[] {1, 0});
        List<double[]> numbers = List.of(new double[] {1, 2, 3, 4}, new double[] {5}, new double[9]);
        float[] flat = packed.flat(numbers);
        assertThat(Arrays.copyOf(flat, 6)).containsExactly(5, 1, 2, 3, 4, 0);
        assertThat(packed.cut(flat)).usingRecursiveComparison().isEqualTo(List.of(numbers.get(1), numbers.get(0)));
    }

    @Test
    void everyAnswerIsInOneMinibatch() {
        Minibatches cut = Minibatches.cut(ANSWERS, 2, 16, 1);
        assertThat(cut.steps()).hasSize(2);
        assertThat(cut.tokens()).isEqualTo(14);
        assertThat(cut.all().stream().flatMapToInt(packed -> Arrays.stream(packed.answers())))
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void garbageInPaddedCellsChangesNoBit(@TempDir Path root) {
        ToyWorld world = new ToyWorld(root);
        Packed packed = Packed.of(ANSWERS, new int[] {0, 1, 2});
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                Network network = new Network(world.folder, ToyWorld.config(1).update(), (PtNDManager) manager)) {
            float[] clean = logprobs(network, packed.batch(), manager);
            long[] ids = packed.batch().ids().clone();
            Random random = new Random(3);
            for (int row = 0; row < 3; row++) {
                int real = ANSWERS.get(row).ids().length - 1;
                for (int t = real; t < packed.batch().columns(); t++) {
                    ids[row * packed.batch().columns() + t] = random.nextInt(ToyWorld.VOCABULARY);
                }
            }
            assertThat(ids).isNotEqualTo(packed.batch().ids());
            TokenBatch like = packed.batch();
            TokenBatch garbled =
                    new TokenBatch(ids, like.rows(), like.columns(), like.places(), like.targets(), like.lossTokens());
            assertThat(logprobs(network, garbled, manager)).isEqualTo(clean);
            for (int cell = 14; cell < clean.length; cell++) {
                assertThat(Math.abs(clean[cell])).isZero();
            }
        }
    }

    private static float[] logprobs(Network network, TokenBatch batch, NDManager manager) {
        network.gradients();
        return network.logprobs(network.weights().arrays(), batch, manager).toFloatArray();
    }

    private static Rollout answer(int[] prompt, int... ids) {
        return new Rollout(prompt, ids, new float[ids.length], true);
    }
}
