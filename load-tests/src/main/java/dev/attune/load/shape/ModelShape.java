package dev.attune.load.shape;

import java.util.List;

/**
 * The measures of a network of the Llama or Qwen 2 family with a tied embedding.
 *
 * @param name as flags spell it
 * @param qkvBias whether queries, keys and values have a bias, which tells Qwen 2 from Llama
 * @param layers number of layers
 * @param width of the residual stream
 * @param heads query heads
 * @param kvHeads key and value heads
 * @param inner width inside the feed-forward layer
 * @param vocabulary number of tokens
 * @param ropeTheta base of the rotation's wavelengths
 * @param contextTokens longest sequence
 * @param normEps added under the root of the norms
 */
record ModelShape(
        String name,
        boolean qkvBias,
        int layers,
        int width,
        int heads,
        int kvHeads,
        int inner,
        int vocabulary,
        double ropeTheta,
        int contextTokens,
        double normEps) {

    static final ModelShape SMOLLM2_135M =
            new ModelShape("smollm2-135m", false, 30, 576, 9, 3, 1536, 49_152, 100_000, 8192, 1e-5);
    static final ModelShape QWEN2_5_0_5B =
            new ModelShape("qwen2.5-0.5b", true, 24, 896, 14, 2, 4864, 151_936, 1_000_000, 32_768, 1e-6);

    /** Too small for numbers that mean anything; to see the commands at work. */
    static final ModelShape TINY = new ModelShape("tiny", true, 2, 64, 4, 2, 96, 512, 10_000, 1024, 1e-6);

    /** @throws IllegalArgumentException if no known shape is called so */
    static ModelShape named(String name) {
        List<ModelShape> known = List.of(SMOLLM2_135M, QWEN2_5_0_5B, TINY);
        return known.stream()
                .filter(shape -> shape.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("shape \"" + name + "\" is none of "
                        + known.stream().map(ModelShape::name).toList()));
    }

    int headDim() {
        return width / heads;
    }

    String architecture() {
        return qkvBias ? "Qwen2ForCausalLM" : "LlamaForCausalLM";
    }

    String type() {
        return qkvBias ? "qwen2" : "llama";
    }
}
