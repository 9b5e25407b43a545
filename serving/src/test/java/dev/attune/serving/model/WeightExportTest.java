package dev.attune.serving.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.TensorView;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightExportTest {

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama-h64", "tiny-qwen2", "tiny-qwen3", "tiny-gemma2", "tiny-phi3", "tiny-gpt2"})
    void whatWasReadIsWrittenBackAsItWas(String name) {
        PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
        try (manager;
                Checkpoint checkpoint = Checkpoint.open(Path.of("src/test/resources/golden", name, "model"))) {
            WeightLayout layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
            try (WeightLoader loader = new WeightLoader(layout, WeightForm.FLOAT32, manager);
                    Weights weights = loader.load(checkpoint, 1)) {
                for (SafetensorsWriter.Tensor tensor :
                        WeightExport.tensors(layout, i -> weights.plain().get(i).toFloatArray(), Dtype.F32)) {
                    float[] expected = original(checkpoint, tensor.name()).toFloatArray();
                    assertThat(tensor.values().get().array()).as(tensor.name()).containsExactly(expected, within());
                    assertThat(tensor.shape())
                            .isEqualTo(original(checkpoint, tensor.name()).shape());
                }
            }
        }
    }

    /** This GPT-2 checkpoint was written without the network's prefix. */
    private static TensorView original(Checkpoint checkpoint, String name) {
        return checkpoint.tensor(checkpoint.contains(name) ? name : name.substring("transformer.".length()));
    }

    /** Gemma's norms pass through 1 + x and back, which rounds. */
    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(3e-7f);
    }
}
