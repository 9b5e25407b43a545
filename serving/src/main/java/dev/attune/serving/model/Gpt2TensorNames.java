package dev.attune.serving.model;

import dev.attune.serving.model.WeightSpec.Part;
import dev.attune.serving.model.WeightSpec.Rotation;
import java.util.ArrayList;
import java.util.List;

/** What GPT-2 checkpoints call their tensors. Their linear layers are stored transposed. */
final class Gpt2TensorNames extends TensorNames {

    Gpt2TensorNames(ModelConfig config) {
        super(config);
    }

    @Override
    List<WeightSpec> globals() {
        int e = config.hiddenSize();
        List<WeightSpec> specs = new ArrayList<>();
        specs.add(WeightLayout.whole("embedding", -1, false, "transformer.wte.weight", config.vocabSize(), e));
        specs.add(WeightLayout.whole("positions", -1, false, "transformer.wpe.weight", config.contextTokens(), e));
        specs.add(WeightLayout.whole("finalNorm", -1, false, "transformer.ln_f.weight", e));
        specs.add(WeightLayout.whole("finalNormBias", -1, false, "transformer.ln_f.bias", e));
        if (!config.tiedEmbeddings()) {
            specs.add(WeightLayout.whole("head", -1, true, "lm_head.weight", config.vocabSize(), e));
        }
        return specs;
    }

    @Override
    List<WeightSpec> layer(int layer) {
        String prefix = "transformer.h." + layer + ".";
        int e = config.hiddenSize();
        List<WeightSpec> specs = new ArrayList<>();
        specs.add(WeightLayout.whole("norm1", layer, false, prefix + "ln_1.weight", e));
        specs.add(WeightLayout.whole("norm1Bias", layer, false, prefix + "ln_1.bias", e));
        addLinear(specs, "qkv", layer, prefix + "attn.c_attn", 3 * e, e);
        addLinear(specs, "out", layer, prefix + "attn.c_proj", e, e);
        specs.add(WeightLayout.whole("norm2", layer, false, prefix + "ln_2.weight", e));
        specs.add(WeightLayout.whole("norm2Bias", layer, false, prefix + "ln_2.bias", e));
        addLinear(specs, "up", layer, prefix + "mlp.c_fc", config.innerSize(), e);
        addLinear(specs, "down", layer, prefix + "mlp.c_proj", e, config.innerSize());
        return specs;
    }

    private static void addLinear(
            List<WeightSpec> specs, String name, int layer, String tensor, int rows, int columns) {
        Part matrix = new Part(tensor + ".weight", rows, 0, Rotation.NONE, true, 0);
        specs.add(new WeightSpec(name, layer, new long[] {rows, columns}, true, List.of(matrix)));
        specs.add(WeightLayout.whole(name + "Bias", layer, false, tensor + ".bias", rows));
    }
}
