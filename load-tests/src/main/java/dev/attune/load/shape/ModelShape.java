package dev.attune.load.shape;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Shapes of models that people run on small machines. */
enum ModelShape {
    SMOLLM2_135M("smollm2-135m", "LlamaForCausalLM", "llama", 30, 576, 9, 3, 1536, 49_152, 100_000, 8192, 1e-5),
    QWEN2_5_0_5B("qwen2.5-0.5b", "Qwen2ForCausalLM", "qwen2", 24, 896, 14, 2, 4864, 151_936, 1_000_000, 32_768, 1e-6);

    final String flag;
    final String architecture;
    final String type;
    final int layers;
    final int width;
    final int heads;
    final int kvHeads;
    final int inner;
    final int vocabulary;
    final double ropeTheta;
    final int contextTokens;
    final double normEps;

    ModelShape(
            String flag,
            String architecture,
            String type,
            int layers,
            int width,
            int heads,
            int kvHeads,
            int inner,
            int vocabulary,
            double ropeTheta,
            int contextTokens,
            double normEps) {
        this.flag = flag;
        this.architecture = architecture;
        this.type = type;
        this.layers = layers;
        this.width = width;
        this.heads = heads;
        this.kvHeads = kvHeads;
        this.inner = inner;
        this.vocabulary = vocabulary;
        this.ropeTheta = ropeTheta;
        this.contextTokens = contextTokens;
        this.normEps = normEps;
    }

    static ModelShape named(String flag) {
        return Arrays.stream(values())
                .filter(shape -> shape.flag.equals(flag))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("shape \"" + flag + "\" is none of " + flags()));
    }

    static List<String> flags() {
        return Arrays.stream(values()).map(shape -> shape.flag).collect(Collectors.toList());
    }

    int headDim() {
        return width / heads;
    }

    boolean qkvBias() {
        return this == QWEN2_5_0_5B;
    }
}
