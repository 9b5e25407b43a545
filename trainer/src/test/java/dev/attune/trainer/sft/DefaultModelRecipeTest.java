package dev.attune.trainer.sft;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.text.Tokenizer;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import dev.attune.trainer.report.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultModelRecipeTest {
    private static final DefaultModelRecipe SMALL = new DefaultModelRecipe(
            300,
            1,
            20,
            7,
            100,
            10,
            new FreshLlama(400, 32, 2, 4, 2, 8, 48, 512, 1, 2),
            1,
            new Recipe(
                    100, 6, 1024, 1, 512, 2e-3, 0.02, 2, new AdamWConfig(0.9, 0.95, 1e-8, 0.1, 1), 1, 0, 20, 3, true));

    @Test
    void makesAHalfPrecisionModelFolder(@TempDir Path out) throws Exception {
        SftResult result = SMALL.run(out, new Silence(), () -> false);
        assertThat(result.finished()).isTrue();
        try (Checkpoint checkpoint = Checkpoint.open(out);
                Tokenizer tokenizer = Tokenizer.open(out)) {
            assertThat(checkpoint.tensor("model.norm.weight").dtype()).isEqualTo(Dtype.F16);
            assertThat(tokenizer.specialTokens()).containsEntry("<|im_end|>", 2);
            assertThat(checkpoint.generationConfig()).isPresent();
            assertThat(out.resolve("conversations.jsonl")).content(UTF_8).hasLineCount(10);
        }
    }

    @Test
    void twiceGivesTheSameWeights(@TempDir Path one, @TempDir Path other) throws Exception {
        SMALL.run(one, new Silence(), () -> false);
        SMALL.run(other, new Silence(), () -> false);
        assertThat(Files.mismatch(one.resolve("model.safetensors"), other.resolve("model.safetensors")))
                .isEqualTo(-1);
    }

    private static final class Silence implements Progress {
        @Override
        public void note(String sentence) {}

        @Override
        public void step(Pace pace) {}
    }
}
