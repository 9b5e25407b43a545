package dev.attune.serving.model;

import dev.attune.serving.model.WeightSpec.Part;
import dev.attune.serving.model.WeightSpec.Rotation;
import java.util.ArrayList;
import java.util.List;

/** What checkpoints of the Llama line call their tensors, and how the program's are made of them. */
class TensorNames {
    final ModelConfig config;

    TensorNames(ModelConfig config) {
        this.config = config;
    }

    static TensorNames of(ModelConfig config) {
        return config.architecture() == Architecture.GPT2 ? new Gpt2TensorNames(config) : new TensorNames(config);
    }

    List<WeightSpec> globals() {
        List<WeightSpec> specs = new ArrayList<>();
        specs.add(WeightLayout.whole(
                "embedding", -1, false, "model.embed_tokens.weight", config.vocabSize(), config.hiddenSize()));
        specs.add(norm("finalNorm", -1, "model.norm.weight"));
        if (!config.tiedEmbeddings()) {
            specs.add(WeightLayout.whole("head", -1, true, "lm_head.weight", config.vocabSize(), config.hiddenSize()));
        }
        return specs;
    }

    List<WeightSpec> layer(int layer) {
        String prefix = "model.layers." + layer + ".";
        List<WeightSpec> specs = new ArrayList<>();
        specs.add(norm("norm1", layer, prefix + "input_layernorm.weight"));
        specs.add(qkv(layer, prefix + "self_attn.", ".weight", config.qkvSize(), config.hiddenSize()));
        if (config.attention().qkvBias()) {
            specs.add(qkv(layer, prefix + "self_attn.", ".bias", config.qkvSize()));
        }
        if (config.qkNorm()) {
            specs.add(headNorm("qNorm", layer, prefix + "self_attn.q_norm.weight"));
            specs.add(headNorm("kNorm", layer, prefix + "self_attn.k_norm.weight"));
        }
        int attentionSize = config.heads() * config.headDim();
        specs.add(WeightLayout.whole(
                "out", layer, true, prefix + "self_attn.o_proj.weight", config.hiddenSize(), attentionSize));
        if (config.attention().outBias()) {
            specs.add(
                    WeightLayout.whole("outBias", layer, false, prefix + "self_attn.o_proj.bias", config.hiddenSize()));
        }
        addNorms(specs, layer, prefix);
        addFeedForward(specs, layer, prefix + "mlp.");
        return specs;
    }

    private void addNorms(List<WeightSpec> specs, int layer, String prefix) {
        if (config.postNorms()) {
            specs.add(norm("postNorm1", layer, prefix + "post_attention_layernorm.weight"));
            specs.add(norm("norm2", layer, prefix + "pre_feedforward_layernorm.weight"));
            specs.add(norm("postNorm2", layer, prefix + "post_feedforward_layernorm.weight"));
        } else {
            specs.add(norm("norm2", layer, prefix + "post_attention_layernorm.weight"));
        }
    }

    private void addFeedForward(List<WeightSpec> specs, int layer, String prefix) {
        boolean biased = config.attention().mlpBias();
        specs.add(gateAndUp("up", layer, prefix, ".weight", true, 2L * config.innerSize(), config.hiddenSize()));
        if (biased) {
            specs.add(gateAndUp("upBias", layer, prefix, ".bias", false, 2L * config.innerSize()));
        }
        specs.add(WeightLayout.whole(
                "down", layer, true, prefix + "down_proj.weight", config.hiddenSize(), config.innerSize()));
        if (biased) {
            specs.add(WeightLayout.whole("downBias", layer, false, prefix + "down_proj.bias", config.hiddenSize()));
        }
    }

    private WeightSpec gateAndUp(String name, int layer, String prefix, String suffix, boolean linear, long... shape) {
        int inner = config.innerSize();
        List<Part> parts = config.architecture() == Architecture.PHI3
                ? List.of(WeightLayout.part(prefix + "gate_up_proj" + suffix, 2 * inner, 0))
                : List.of(
                        WeightLayout.part(prefix + "gate_proj" + suffix, inner, 0),
                        WeightLayout.part(prefix + "up_proj" + suffix, inner, inner));
        return new WeightSpec(name, layer, shape, linear, parts);
    }

    private WeightSpec qkv(int layer, String prefix, String suffix, long... shape) {
        int d = config.headDim();
        int q = config.heads() * d;
        int k = config.kvHeads() * d;
        List<Part> parts = config.architecture() == Architecture.PHI3
                ? List.of(new Part(prefix + "qkv_proj" + suffix, q + 2 * k, 0, rotation(q + k), false, 0))
                : List.of(
                        new Part(prefix + "q_proj" + suffix, q, 0, rotation(q), false, 0),
                        new Part(prefix + "k_proj" + suffix, k, q, rotation(k), false, 0),
                        WeightLayout.part(prefix + "v_proj" + suffix, k, q + k));
        boolean matrix = shape.length == 2;
        return new WeightSpec(matrix ? "qkv" : "qkvBias", layer, shape, matrix, parts);
    }

    private Rotation rotation(int rows) {
        Rope rope = config.rope();
        return rope == null ? Rotation.NONE : new Rotation(rows, config.headDim(), rope.rotaryDim());
    }

    private WeightSpec headNorm(String name, int layer, String tensor) {
        int d = config.headDim();
        return new WeightSpec(
                name, layer, new long[] {d}, false, List.of(new Part(tensor, d, 0, rotation(d), false, 0)));
    }

    /** Gemma's norms multiply by one plus the weight. */
    private WeightSpec norm(String name, int layer, String tensor) {
        int e = config.hiddenSize();
        float shift = config.architecture() == Architecture.GEMMA2 ? 1 : 0;
        return new WeightSpec(
                name, layer, new long[] {e}, false, List.of(new Part(tensor, e, 0, Rotation.NONE, false, shift)));
    }
}
