package dev.attune.serving;

import dev.attune.serving.checkpoint.Checkpoint;
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

/** Another version of a model: its files, with noise on the weights. */
final class NoisyCopy {

    private NoisyCopy() {}

    /** @param share of a weight that the noise may change */
    static Path of(Path model, Path to, long seed, float share) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(model)) {
            for (Path file : files.filter(each -> !each.toString().endsWith(".safetensors"))
                    .toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            Random random = new Random(seed);
            List<Tensor> tensors = checkpoint.names().stream()
                    .map(checkpoint::tensor)
                    .map(view -> new Tensor(view.name(), view.dtype(), view.shape(), () -> noisy(view, random, share)))
                    .toList();
            SafetensorsWriter.write(to.resolve("model.safetensors"), tensors);
        }
        return to;
    }

    private static FloatBuffer noisy(TensorView view, Random random, float share) {
        float[] values = view.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= 1 + share * (2 * random.nextFloat() - 1);
        }
        return FloatBuffer.wrap(values);
    }
}
