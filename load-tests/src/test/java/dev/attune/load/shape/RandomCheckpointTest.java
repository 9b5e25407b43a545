package dev.attune.load.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.ModelConfig;
import dev.attune.serving.model.WeightLayout;
import dev.attune.serving.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RandomCheckpointTest {
    @Test
    void writesTheShapeItWasAskedFor(@TempDir Path folder) throws Exception {
        ShapeCommand.write(ModelShape.TINY, folder);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            ModelConfig config = ConfigReader.read(checkpoint.config());
            assertThat(config.layers()).isEqualTo(2);
            assertThat(config.attention().qkvBias()).isTrue();
            assertThat(config.tiedEmbeddings()).isTrue();
            assertThat(checkpoint
                            .tensor("model.layers.1.self_attn.k_proj.weight")
                            .shape())
                    .containsExactly(32, 64);
        }
    }

    @Test
    void tokenizerSpeaksEveryByteAndFillsTheVocabulary(@TempDir Path folder) throws Exception {
        ShapeCommand.write(ModelShape.TINY, folder);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            String text = "Grüße, 世界 🙂\n\u0001";
            assertThat(tokenizer.vocabularySize()).isEqualTo(512);
            assertThat(tokenizer.encode("<|im_start|>")).containsExactly(ByteTokenizer.START);
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void sameSeedSameBytes(@TempDir Path folder) throws Exception {
        RandomCheckpoint.write(ModelShape.TINY, folder.resolve("a"));
        RandomCheckpoint.write(ModelShape.TINY, folder.resolve("b"));
        assertThat(Files.mismatch(folder.resolve("a/model.safetensors"), folder.resolve("b/model.safetensors")))
                .isEqualTo(-1);
    }

    @Test
    void knownShapesHaveTheirPublishedSizes() throws Exception {
        assertThat(parameters(ModelShape.SMOLLM2_135M)).isEqualTo(134_515_008);
        assertThat(parameters(ModelShape.QWEN2_5_0_5B)).isEqualTo(494_032_768);
    }

    @Test
    void refusesAnUnknownShapeByName() {
        assertThatThrownBy(() -> ModelShape.named("gpt-9"))
                .hasMessageContaining("gpt-9")
                .hasMessageContaining("smollm2-135m");
    }

    private static long parameters(ModelShape shape) {
        return WeightLayout.of(ConfigReader.read(RandomCheckpoint.config(shape)))
                .parameters();
    }
}
