package dev.attune.serving.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;

/** Small configurations of every family with settings that are rarely seen together. */
final class RandomConfigs {
    private final Random random;

    RandomConfigs(long seed) {
        this.random = new Random(seed);
    }

    ObjectNode of(Architecture architecture) {
        return architecture == Architecture.GPT2 ? gpt2() : modern(architecture);
    }

    private ObjectNode gpt2() {
        int heads = pick(1, 2, 3, 4);
        ObjectNode json = named(Architecture.GPT2);
        json.put("n_embd", heads * pick(2, 6, 8))
                .put("n_head", heads)
                .put("n_layer", pick(1, 2, 3))
                .put("vocab_size", pick(61, 130))
                .put("n_positions", 64)
                .put("layer_norm_epsilon", 1e-5)
                .put("activation_function", new String[] {"gelu_new", "gelu", "relu"}[random.nextInt(3)])
                .put("tie_word_embeddings", random.nextInt(3) > 0);
        return random.nextBoolean() ? json : json.put("n_inner", 37);
    }

    private ObjectNode modern(Architecture architecture) {
        int kvHeads = pick(1, 1, 2, 3);
        int heads = kvHeads * pick(1, 2, 4);
        int headDim = pick(4, 6, 8, 16);
        boolean free = architecture != Architecture.PHI3 && architecture != Architecture.QWEN2 && random.nextBoolean();
        ObjectNode json = named(architecture);
        json.put("hidden_size", free ? pick(20, 32, 50) : heads * headDim)
                .put("intermediate_size", pick(24, 50))
                .put("num_hidden_layers", pick(1, 2, 4))
                .put("num_attention_heads", heads)
                .put("num_key_value_heads", kvHeads)
                .put("head_dim", headDim)
                .put("vocab_size", pick(61, 130))
                .put("max_position_embeddings", 64)
                .put("rms_norm_eps", random.nextBoolean() ? 1e-5 : 1e-3)
                .put("rope_theta", random.nextBoolean() ? 10_000.0 : 500.0)
                .put("tie_word_embeddings", random.nextBoolean());
        json.put(
                architecture == Architecture.GEMMA2 ? "hidden_activation" : "hidden_act",
                random.nextBoolean() ? "silu" : "gelu");
        scaleRope(json);
        addPeculiarities(json, architecture);
        return json;
    }

    private void scaleRope(ObjectNode json) {
        switch (random.nextInt(3)) {
            case 0 -> json.putObject("rope_scaling").put("rope_type", "linear").put("factor", 4.0);
            case 1 ->
                json.putObject("rope_scaling")
                        .put("rope_type", "llama3")
                        .put("factor", 8.0)
                        .put("low_freq_factor", 1.0)
                        .put("high_freq_factor", 4.0)
                        .put("original_max_position_embeddings", 32);
            default -> json.putNull("rope_scaling");
        }
    }

    private void addPeculiarities(ObjectNode json, Architecture architecture) {
        int layers = json.get("num_hidden_layers").asInt();
        switch (architecture) {
            case LLAMA -> json.put("attention_bias", random.nextBoolean()).put("mlp_bias", random.nextInt(3) > 0);
            case QWEN2, QWEN3 ->
                json.put("use_sliding_window", random.nextInt(4) > 0)
                        .put("max_window_layers", random.nextInt(layers + 1));
            case GEMMA2 -> json.put("query_pre_attn_scalar", pick(3, 24));
            default -> {}
        }
        if (architecture == Architecture.GEMMA2) {
            json.putNull("attn_logit_softcapping").putNull("final_logit_softcapping");
            if (random.nextInt(3) > 0) {
                json.put("attn_logit_softcapping", 1.5).put("final_logit_softcapping", 5.0);
            }
        }
        if (architecture == Architecture.PHI3) {
            json.put("partial_rotary_factor", json.get("head_dim").asInt() % 4 == 0 ? 0.5 : 1.0);
        }
        if (architecture != Architecture.LLAMA) {
            json.put("sliding_window", pick(1, 3, 7, 16));
        }
    }

    private static ObjectNode named(Architecture architecture) {
        ObjectNode json = RandomModel.config("{}");
        json.putArray("architectures").add(architecture.className());
        return json;
    }

    private int pick(int... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
