package dev.attune.load.drill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import dev.attune.serving.checkpoint.TensorView;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Further versions in a server's store: the first with a little noise on its weights, as if somebody had trained. */
record NoisyVersions(CheckpointStore store) {
    private static final float NOISE = 0.1f;

    /** The one store below a data directory. */
    static NoisyVersions in(Path data) throws IOException {
        try (Stream<Path> stores = Files.list(data.resolve("policy"))) {
            return new NoisyVersions(CheckpointStore.at(stores.findFirst().orElseThrow()));
        }
    }

    /** Publishes one more; which one is decided by the seed. */
    void publish(long seed) {
        Generation first = store.open(1);
        store.publish(
                first,
                JsonNodeFactory.instance.objectNode().put("verdict", "noise, for a drill"),
                dir -> write(first.dir(), dir, new Random(seed)));
    }

    private static void write(Path model, Path to, Random random) throws IOException {
        try (Stream<Path> files = Files.list(model)) {
            for (Path file : files.filter(
                            each -> !each.toString().endsWith(".safetensors") && !each.endsWith("manifest.json"))
                    .toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            List<Tensor> tensors = checkpoint.names().stream()
                    .map(checkpoint::tensor)
                    .map(view -> new Tensor(view.name(), view.dtype(), view.shape(), () -> noisy(view, random)))
                    .toList();
            SafetensorsWriter.write(to.resolve("model.safetensors"), tensors);
        }
    }

    private static FloatBuffer noisy(TensorView view, Random random) {
        float[] values = view.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= 1 + NOISE * (2 * random.nextFloat() - 1);
        }
        return FloatBuffer.wrap(values);
    }
}
