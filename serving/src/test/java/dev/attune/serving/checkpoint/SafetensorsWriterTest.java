package dev.attune.serving.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsWriterTest {
    private final Path dir;

    SafetensorsWriterTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        float[] values = new float[200_000];
        Random random = new Random(11);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Path file = dir.resolve("model.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        tensor("full", Dtype.F32, values, 200, 1000),
                        tensor("half", Dtype.F16, values, 200_000),
                        tensor("brain", Dtype.BF16, values, 2, 100_000),
                        tensor("scalar", Dtype.F32, new float[] {3}),
                        tensor("none", Dtype.F32, new float[0], 0, 5)));
        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.names()).containsExactly("full", "half", "brain", "scalar", "none");
            assertThat(read.tensor("full").toFloatArray()).isEqualTo(values);
            float[] half = read.tensor("half").toFloatArray();
            float[] brain = read.tensor("brain").toFloatArray();
            for (int i = 0; i < values.length; i++) {
                assertThat(Math.abs(half[i] - values[i]))
                        .isLessThanOrEqualTo(Math.abs(values[i]) * 0x1p-11f + 0x1p-25f);
                assertThat(Math.abs(brain[i] - values[i])).isLessThanOrEqualTo(Math.abs(values[i]) * 0x1p-8f);
            }
            assertThat(read.tensor("scalar").shape()).isEmpty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getLong(0) % 8).isZero();
        assertThat(new String(bytes.array(), 8, 60, StandardCharsets.UTF_8))
                .startsWith("{\"__metadata__\":{\"format\":\"pt\"},\"full\":{\"dtype\":\"F32\"");
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(dir.resolve("model.safetensors"), "old");
        SafetensorsWriter.Tensor failing = new SafetensorsWriter.Tensor("w", Dtype.F32, new long[] {1}, () -> {
            throw new IllegalStateException("no values today");
        });
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> SafetensorsWriter.write(file, List.of(failing)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SafetensorsWriter.write(file, List.of(tensor("w", Dtype.F32, new float[3], 4))))
                .withMessage("tensor w has shape [4] but 3 values");
        assertThat(Files.readString(file)).isEqualTo("old");
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aNameMayComeOnce() {
        SafetensorsWriter.Tensor tensor = tensor("w", Dtype.F32, new float[1], 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SafetensorsWriter.write(dir.resolve("m"), List.of(tensor, tensor)))
                .withMessage("two tensors are named w");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsWriter.write(dir.resolve("absent/m"), List.of(tensor)))
                .withMessageContaining("cannot be written");
    }

    private static SafetensorsWriter.Tensor tensor(String name, Dtype dtype, float[] values, long... shape) {
        return new SafetensorsWriter.Tensor(name, dtype, shape, () -> FloatBuffer.wrap(values));
    }
}
