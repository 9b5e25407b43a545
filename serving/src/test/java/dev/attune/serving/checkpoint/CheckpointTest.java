package dev.attune.serving.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private final Path dir;

    CheckpointTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @BeforeEach
    void writeConfig() throws IOException {
        Files.writeString(dir.resolve("config.json"), "{\"vocab_size\":3}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-gemma2",
                "tiny-gpt2",
                "tiny-llama-h64",
                "tiny-mistral",
                "tiny-phi3",
                "tiny-qwen2",
                "tiny-qwen3"
            })
    void foldersOfOtherToolsOpen(String name) {
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(name).resolve("model"))) {
            assertThat(checkpoint.config().path("architectures").get(0).asText())
                    .isNotEmpty();
            assertThat(checkpoint.generationConfig()).isPresent();
            for (String tensor : checkpoint.names()) {
                for (float value : checkpoint.tensor(tensor).toFloatArray()) {
                    assertThat(value).as(tensor).isBetween(-10f, 10f);
                }
            }
            assertThat(checkpoint.byteSize()).isGreaterThan(100_000);
        }
    }

    @Test
    void shardsReadAsOneModel() throws IOException {
        writeShards("{\"weight_map\":{\"a\":\"1.safetensors\",\"b\":\"2.safetensors\",\"c\":\"1.safetensors\"}}");
        try (Checkpoint checkpoint = Checkpoint.open(dir)) {
            assertThat(checkpoint.names()).containsExactly("a", "b", "c");
            assertThat(checkpoint.tensor("b").toFloatArray()).containsExactly(2);
            assertThat(checkpoint.tensor("c").toFloatArray()).containsExactly(3);
            assertThat(checkpoint.contains("d")).isFalse();
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> checkpoint.tensor("d"))
                    .withMessageContaining("has no tensor d");
        }
    }

    @Test
    void anIndexThatListsWhatIsNotThereIsRefused() throws IOException {
        writeShards("{\"weight_map\":{\"a\":\"3.safetensors\"}}");
        refuses("lists shard 3.safetensors, which is missing");
        writeShards("{\"weight_map\":{\"b\":\"1.safetensors\"}}");
        refuses("lists tensor b in 1.safetensors, which lacks it");
        writeShards("{\"weight_map\":{\"b\":\"../1.safetensors\"}}");
        refuses("tensor b must lie in a .safetensors file beside it, was ../1.safetensors");
        writeShards("{\"weights\":{}}");
        refuses("has no weight_map");
        writeShards("{\"weight_map\":");
        refuses("model.safetensors.index.json: is not JSON");
    }

    @Test
    void foldersThatAreNoModelsAreRefused() throws IOException {
        refuses("holds neither model.safetensors nor model.safetensors.index.json");
        SafetensorsWriter.write(dir.resolve("model.safetensors"), List.of(scalar("a", 1)));
        Checkpoint.open(dir).close();
        Files.writeString(dir.resolve("config.json"), "[]");
        refuses("config.json: is not a JSON object");
        Files.delete(dir.resolve("config.json"));
        refuses("config.json: is missing");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoint.open(dir.resolve("nowhere")))
                .withMessageContaining("is not a folder");
    }

    private void writeShards(String index) throws IOException {
        SafetensorsWriter.write(dir.resolve("1.safetensors"), List.of(scalar("a", 1), scalar("c", 3)));
        SafetensorsWriter.write(dir.resolve("2.safetensors"), List.of(scalar("b", 2)));
        Files.writeString(dir.resolve("model.safetensors.index.json"), index);
    }

    private void refuses(String message) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Checkpoint.open(dir))
                .withMessageContaining(message);
    }

    private static SafetensorsWriter.Tensor scalar(String name, float value) {
        return new SafetensorsWriter.Tensor(
                name, Dtype.F32, new long[] {1}, () -> FloatBuffer.wrap(new float[] {value}));
    }
}
