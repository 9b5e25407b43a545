package dev.attune.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.ServedModel;
import dev.attune.serving.ServingOptions;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder that cannot be served is refused with one sentence that names what is wrong. */
class BadModelTest {
    private static final String TOKENIZER = "src/test/resources/golden/tiny-llama-h64/model/tokenizer.json";

    private final Path dir;

    BadModelTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void anUnknownArchitectureIsNamedBesideTheKnownOnes() {
        ObjectNode config = llama();
        config.putArray("architectures").add("MambaForCausalLM");
        assertRefused(() -> ConfigReader.read(config), "MambaForCausalLM", "LlamaForCausalLM", "GPT2LMHeadModel");
        config.remove("architectures");
        assertRefused(() -> ConfigReader.read(config), "\"architectures\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hidden_size",
                "num_hidden_layers",
                "num_attention_heads",
                "intermediate_size",
                "vocab_size",
                "max_position_embeddings"
            })
    void aMissingOrImpossibleKeyIsNamed(String key) {
        ObjectNode config = llama();
        config.remove(key);
        assertRefused(() -> ConfigReader.read(config), key, "missing");
        config.put(key, -3);
        assertRefused(() -> ConfigReader.read(config), key, "-3");
        config.put(key, "many");
        assertRefused(() -> ConfigReader.read(config), key, "many");
    }

    @ParameterizedTest
    @CsvSource({
        "num_key_value_heads, 3, num_key_value_heads",
        "head_dim, 7, rotated part",
        "hidden_act, swiglu, hidden_act",
        "num_hidden_layers, 2000000000, num_hidden_layers",
        "rms_norm_eps, tiny, rms_norm_eps",
        "rope_theta, -1, rope_theta"
    })
    void anImpossibleSettingIsNamed(String key, String value, String named) {
        ObjectNode config = llama();
        if (value.matches("-?\\d+")) {
            config.put(key, Integer.parseInt(value));
        } else {
            config.put(key, value);
        }
        assertRefused(() -> ConfigReader.read(config), named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "dynamic", "longrope", "su"})
    void anUnknownRopeScalingIsNamedBesideTheKnownOnes(String type) {
        ObjectNode config = llama();
        config.putObject("rope_scaling").put("type", type).put("factor", 2.0);
        assertRefused(() -> ConfigReader.read(config), type, "linear", "llama3");
    }

    @Test
    void aRopeScalingWithoutItsNumbersIsRefused() {
        ObjectNode config = llama();
        config.putObject("rope_scaling").put("rope_type", "llama3").put("factor", 8.0);
        assertRefused(() -> ConfigReader.read(config), "low_freq_factor", "missing");
        config.putObject("rope_scaling").put("rope_type", "linear").put("factor", 0.0);
        assertRefused(() -> ConfigReader.read(config), "factor", "0.0");
    }

    @Test
    void aMissingTensorIsNamed() {
        String missing = "model.layers.1.mlp.down_proj.weight";
        List<Tensor> tensors = RandomModel.tensors(llama(), Dtype.F32, 1).stream()
                .filter(t -> !t.name().equals(missing))
                .toList();
        RandomModel.write(dir, llama(), tensors);
        assertThatThrownBy(() -> open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(missing);
    }

    @Test
    void aTensorOfTheWrongShapeIsNamedWithBothShapes() {
        String wrong = "model.layers.0.self_attn.k_proj.weight";
        List<Tensor> tensors = RandomModel.tensors(llama(), Dtype.F32, 1).stream()
                .map(t -> t.name().equals(wrong)
                        ? new Tensor(wrong, Dtype.F32, new long[] {3, 5}, () -> FloatBuffer.allocate(15))
                        : t)
                .toList();
        RandomModel.write(dir, llama(), tensors);
        assertRefused(() -> open(dir), wrong, "[3, 5]", "[8, 16]");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 40, 5000})
    void aTruncatedFileIsNamed(long length) throws Exception {
        RandomModel.write(dir, llama(), Dtype.F32, 1);
        try (FileChannel file = FileChannel.open(dir.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
            file.truncate(length);
        }
        assertThatThrownBy(() -> open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("model.safetensors");
    }

    @Test
    void aTokenizerLargerThanTheVocabularyIsRefused() throws Exception {
        RandomModel.write(dir, llama(), Dtype.F32, 1);
        Files.copy(Path.of(TOKENIZER), dir.resolve("tokenizer.json"));
        assertRefused(
                () -> ServedModel.open(dir, ServingOptions.DEFAULT),
                "tokenizer.json has 1024 tokens",
                "vocab_size is 61");
    }

    @Test
    void aDeviceThatIsNotThereIsRefused() {
        assumeTrue(Engine.getEngine("PyTorch").getGpuCount() == 0, "this machine has a GPU");
        assertRefused(() -> ComputeDevice.named("cuda"), "\"cuda\"", "no CUDA device");
        assertRefused(() -> ComputeDevice.named("cuda:3"), "\"cuda:3\"", "no CUDA device");
        assertRefused(() -> ComputeDevice.named("tpu"), "\"tpu\"", "auto, cpu, cuda");
        assertThat(ComputeDevice.named("auto").toString()).isEqualTo("cpu");
    }

    @Test
    void anUnknownFormOfWeightsIsRefused() {
        assertRefused(() -> ComputeDevice.named("cpu").form("int3"), "\"int3\"", "float16");
    }

    @Test
    void tooLittleMemoryIsRefusedWithBothNumbers() {
        MemoryPlan plan = MemoryPlan.of(WeightLayout.of(ConfigReader.read(llama())), WeightForm.FLOAT32, 4, 64);
        plan.requireRoom(plan.neededToStart());
        MemoryPlan large = new MemoryPlan(3_000_000_000L, 1_500_000_000L, 10_000_000L, 0);
        assertRefused(() -> large.requireRoom(2_000_000_000L), "4,510.0 MB", "2,000.0 MB");
    }

    @Test
    void shardsAndOneFileAreTheSameModel() throws Exception {
        Path whole = RandomModel.write(dir.resolve("whole"), llama(), Dtype.BF16, 1);
        Path shards = RandomModel.writeSharded(dir.resolve("shards"), llama(), Dtype.BF16, 1, 3);
        assertThat(logits(shards, WeightForm.FLOAT32)).isEqualTo(logits(whole, WeightForm.FLOAT32));
    }

    @Test
    void halfPrecisionFilesDifferByTheirRoundingOnly() {
        float[] exact = logits(RandomModel.write(dir.resolve("f32"), llama(), Dtype.F32, 1), WeightForm.FLOAT32);
        float[] half = logits(RandomModel.write(dir.resolve("f16"), llama(), Dtype.F16, 1), WeightForm.FLOAT32);
        float[] brain = logits(RandomModel.write(dir.resolve("bf16"), llama(), Dtype.BF16, 1), WeightForm.FLOAT32);
        // Weights are off by up to 2^-12 and 2^-9 of themselves; logits here are around 5, some 20 roundings add up.
        assertThat(distance(half, exact)).isBetween(1e-5, 2e-2);
        assertThat(distance(brain, exact)).isBetween(1e-4, 1.6e-1);
    }

    private static float[] logits(Path folder, WeightForm form) {
        try (OpenedModel model = new OpenedModel(folder, form)) {
            return model.served(new Random(1).ints(20, 0, model.vocabulary()).toArray(), 5, 12);
        }
    }

    private static double distance(float[] a, float[] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }

    private static void open(Path folder) {
        new OpenedModel(folder, WeightForm.FLOAT32).close();
    }

    private static void assertRefused(ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(words)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static ObjectNode llama() {
        return RandomModel.config("{'architectures':['LlamaForCausalLM'],'hidden_size':16,'intermediate_size':24,"
                + "'num_hidden_layers':2,'num_attention_heads':4,'num_key_value_heads':2,'vocab_size':61,"
                + "'max_position_embeddings':64,'hidden_act':'silu','tie_word_embeddings':false}");
    }
}
