package dev.attune.trainer.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.FullForward;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.WeightLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** A network of a few thousand random weights, ready to learn. */
final class TinyModel implements AutoCloseable {
    static final int VOCABULARY = 50;

    final TrainableWeights weights;
    final TokenLoss gradients;
    private final PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
    final FullForward forward;

    TinyModel(Path folder, WeightForm products) {
        new FreshLlama(VOCABULARY, 32, 2, 4, 2, 8, 48, 64, 1, 2).write(folder, 5);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            WeightLayout layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
            weights = TrainableWeights.load(checkpoint, layout, manager);
            forward = new FullForward(layout, products, manager);
        }
        gradients = new TokenLoss(forward, weights);
    }

    /** Rows of random ids; the first {@code length} of each are real, every third of them is to be predicted. */
    static TokenBatch batch(int rows, int columns, int length, long seed) {
        Random random = new Random(seed);
        long[] ids = random.longs((long) rows * columns, 0, VOCABULARY).toArray();
        long[] places = IntStream.range(0, rows * columns)
                .filter(cell -> cell % columns < length - 1 && cell % 3 == 0)
                .asLongStream()
                .toArray();
        long[] targets =
                Arrays.stream(places).map(place -> ids[(int) place + 1]).toArray();
        return new TokenBatch(ids, rows, columns, places, targets, targets.length);
    }

    /** A copy of all gradients, one array of the list after the other. */
    float[][] gradientValues() {
        return weights.gradients().stream()
                .map(gradient -> {
                    try (gradient) {
                        return gradient.toFloatArray();
                    }
                })
                .toArray(float[][]::new);
    }

    int arraysAlive() {
        return weights.manager().getManagedArrays().size();
    }

    @Override
    public void close() {
        forward.close();
        weights.close();
        manager.close();
    }
}
