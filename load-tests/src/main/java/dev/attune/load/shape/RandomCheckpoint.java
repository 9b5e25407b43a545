package dev.attune.load.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes config.json and random bfloat16 weights of a shape. The same seed gives the same bytes. */
final class RandomCheckpoint {
    private static final float SPREAD = 0.02f;

    private final ModelShape shape;
    private final List<Tensor> tensors = new ArrayList<>();

    private RandomCheckpoint(ModelShape shape) {
        this.shape = shape;
        addTensors();
    }

    static void write(ModelShape shape, Path folder) throws IOException {
        Files.createDirectories(folder);
        String config = config(shape).toPrettyString();
        Files.writeString(folder.resolve("config.json"), config + "\n");
        SafetensorsWriter.write(folder.resolve("model.safetensors"), new RandomCheckpoint(shape).tensors);
    }

    static JsonNode config(ModelShape shape) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", List.of(shape.architecture()));
        config.put("model_type", shape.type());
        config.put("hidden_act", "silu");
        config.put("hidden_size", shape.width());
        config.put("intermediate_size", shape.inner());
        config.put("num_hidden_layers", shape.layers());
        config.put("num_attention_heads", shape.heads());
        config.put("num_key_value_heads", shape.kvHeads());
        config.put("max_position_embeddings", shape.contextTokens());
        config.put("rms_norm_eps", shape.normEps());
        config.put("rope_theta", shape.ropeTheta());
        config.put("tie_word_embeddings", true);
        config.put("torch_dtype", "bfloat16");
        config.put("vocab_size", shape.vocabulary());
        config.put("bos_token_id", ByteTokenizer.START);
        config.put("eos_token_id", ByteTokenizer.END);
        return new ObjectMapper().valueToTree(config);
    }

    private void addTensors() {
        add("model.embed_tokens.weight", shape.vocabulary(), shape.width());
        for (int layer = 0; layer < shape.layers(); layer++) {
            addLayer("model.layers." + layer + ".");
        }
        addNorm("model.norm.weight");
    }

    private void addLayer(String prefix) {
        int q = shape.heads() * shape.headDim();
        int kv = shape.kvHeads() * shape.headDim();
        addNorm(prefix + "input_layernorm.weight");
        addProjection(prefix + "self_attn.q_proj", q);
        addProjection(prefix + "self_attn.k_proj", kv);
        addProjection(prefix + "self_attn.v_proj", kv);
        add(prefix + "self_attn.o_proj.weight", shape.width(), q);
        addNorm(prefix + "post_attention_layernorm.weight");
        add(prefix + "mlp.gate_proj.weight", shape.inner(), shape.width());
        add(prefix + "mlp.up_proj.weight", shape.inner(), shape.width());
        add(prefix + "mlp.down_proj.weight", shape.width(), shape.inner());
    }

    private void addProjection(String name, int rows) {
        add(name + ".weight", rows, shape.width());
        if (shape.qkvBias()) {
            add(name + ".bias", rows);
        }
    }

    private void add(String name, long... size) {
        int seed = tensors.size();
        tensors.add(new Tensor(name, Dtype.BF16, size, () -> random(product(size), seed)));
    }

    private void addNorm(String name) {
        tensors.add(new Tensor(name, Dtype.BF16, new long[] {shape.width()}, () -> ones(shape.width())));
    }

    private static int product(long[] size) {
        long product = 1;
        for (long n : size) {
            product *= n;
        }
        return Math.toIntExact(product);
    }

    /** Even over an interval as wide as a normal distribution of that spread. */
    private static FloatBuffer random(int count, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float reach = (float) (SPREAD * Math.sqrt(3));
        FloatBuffer values = FloatBuffer.allocate(count);
        while (values.hasRemaining()) {
            values.put((float) (random.nextDouble() * 2 - 1) * reach);
        }
        return values.flip();
    }

    private static FloatBuffer ones(int count) {
        float[] values = new float[count];
        Arrays.fill(values, 1);
        return FloatBuffer.wrap(values);
    }
}
