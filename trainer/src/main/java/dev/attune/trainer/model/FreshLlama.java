package dev.attune.trainer.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The shape of a Llama that knows nothing yet, with tied embeddings.
 *
 * @param vocabulary rows of the embedding
 * @param hidden width of the residual stream
 * @param layers number of layers
 * @param heads query heads
 * @param kvHeads key and value heads
 * @param headDim width of a head
 * @param inner width inside the feed-forward layer
 * @param contextTokens longest sequence
 * @param bosToken id of the token that begins
 * @param eosToken id of the token that ends
 */
public record FreshLlama(
        int vocabulary,
        int hidden,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int inner,
        int contextTokens,
        int bosToken,
        int eosToken) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double SPREAD = 0.02;

    /**
     * Writes {@code config.json} and random weights into the folder: normal with deviation
     * 0.02, what writes into the residual stream divided by √(2L) (GPT-2, section 2.3), norms one.
     */
    public void write(Path folder, long seed) {
        try {
            Files.createDirectories(folder);
            write(folder.resolve("config.json"), config());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors(new Random(seed)));
    }

    private ObjectNode config() {
        ObjectNode json = JSON.createObjectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("model_type", "llama");
        json.put("vocab_size", vocabulary);
        json.put("hidden_size", hidden);
        json.put("intermediate_size", inner);
        json.put("num_hidden_layers", layers);
        json.put("num_attention_heads", heads);
        json.put("num_key_value_heads", kvHeads);
        json.put("head_dim", headDim);
        json.put("hidden_act", "silu");
        json.put("max_position_embeddings", contextTokens);
        json.put("rms_norm_eps", 1e-5);
        json.put("rope_theta", 10000.0);
        json.put("tie_word_embeddings", true);
        json.put("attention_bias", false);
        json.put("mlp_bias", false);
        json.put("bos_token_id", bosToken);
        json.put("eos_token_id", eosToken);
        json.put("torch_dtype", "float32");
        return json;
    }

    private List<Tensor> tensors(Random random) {
        double residual = SPREAD / Math.sqrt(2.0 * layers);
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(matrix("model.embed_tokens.weight", vocabulary, hidden, SPREAD, random));
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "model.layers." + layer + ".";
            tensors.add(ones(prefix + "input_layernorm.weight"));
            tensors.add(matrix(prefix + "self_attn.q_proj.weight", heads * headDim, hidden, SPREAD, random));
            tensors.add(matrix(prefix + "self_attn.k_proj.weight", kvHeads * headDim, hidden, SPREAD, random));
            tensors.add(matrix(prefix + "self_attn.v_proj.weight", kvHeads * headDim, hidden, SPREAD, random));
            tensors.add(matrix(prefix + "self_attn.o_proj.weight", hidden, heads * headDim, residual, random));
            tensors.add(ones(prefix + "post_attention_layernorm.weight"));
            tensors.add(matrix(prefix + "mlp.gate_proj.weight", inner, hidden, SPREAD, random));
            tensors.add(matrix(prefix + "mlp.up_proj.weight", inner, hidden, SPREAD, random));
            tensors.add(matrix(prefix + "mlp.down_proj.weight", hidden, inner, residual, random));
        }
        tensors.add(ones("model.norm.weight"));
        return tensors;
    }

    private static Tensor matrix(String name, int rows, int columns, double spread, Random random) {
        return new Tensor(name, Dtype.F32, new long[] {rows, columns}, () -> {
            float[] values = new float[rows * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (spread * random.nextGaussian());
            }
            return FloatBuffer.wrap(values);
        });
    }

    private Tensor ones(String name) {
        return new Tensor(name, Dtype.F32, new long[] {hidden}, () -> {
            float[] values = new float[hidden];
            Arrays.fill(values, 1);
            return FloatBuffer.wrap(values);
        });
    }

    private static void write(Path file, ObjectNode json) throws IOException {
        Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }
}
