package dev.attune.serving.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.Dtype;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks of every family with settings drawn by chance (fixed seeds), against a slow one in double precision. */
class AnyModelTest {
    private static final int MODELS_EACH = 6;
    private static final List<Dtype> ON_DISK = List.of(Dtype.F32, Dtype.F16, Dtype.BF16);

    private final Path dir;

    AnyModelTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void trainingAndServingComputeWhatTheSlowNetworkComputes(Architecture architecture) {
        for (int seed = 0; seed < MODELS_EACH; seed++) {
            ObjectNode config = new RandomConfigs(
                            100L * List.of(Architecture.values()).indexOf(architecture) + seed)
                    .of(architecture);
            Dtype dtype = ON_DISK.get(seed % ON_DISK.size());
            Path folder = RandomModel.write(dir.resolve(architecture.name() + seed), config, dtype, seed);
            try (OpenedModel model = new OpenedModel(folder, WeightForm.FLOAT32)) {
                int[] ids = new Random(seed).ints(33, 0, model.vocabulary()).toArray();
                double[][] expected = new SlowNetwork(model.checkpoint()).logits(ids);
                assertThat(distance(model.full(ids), expected))
                        .as("full %s", config)
                        .isLessThan(2e-4);
                assertThat(distance(model.served(ids, 5, 6, 13, 20), expected))
                        .as("served %s", config)
                        .isLessThan(2e-4);
            }
        }
    }

    private static double distance(float[] actual, double[][] expected) {
        int vocabulary = expected[0].length;
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs(actual[i] - expected[i / vocabulary][i % vocabulary]);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
        }
        return worst;
    }
}
