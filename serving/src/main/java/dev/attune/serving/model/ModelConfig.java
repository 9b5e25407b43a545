package dev.attune.serving.model;

import org.jspecify.annotations.Nullable;

/**
 * The shape of a network: everything config.json says that the programs need, checked.
 *
 * @param architecture the family
 * @param hiddenSize width of the residual stream
 * @param layers number of layers
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim width of a head
 * @param innerSize width inside the feed-forward layer
 * @param vocabSize rows of the embedding
 * @param contextTokens the longest sequence the network was made for
 * @param normEps added under the root of the norms
 * @param activation of the feed-forward layer
 * @param rope absent where positions are learned
 * @param tiedEmbeddings whether the output matrix is the embedding
 * @param attention the families' small differences in attention
 */
public record ModelConfig(
        Architecture architecture,
        int hiddenSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int innerSize,
        int vocabSize,
        int contextTokens,
        double normEps,
        Activation activation,
        @Nullable Rope rope,
        boolean tiedEmbeddings,
        Attention attention) {

    /**
     * The families' small differences in attention and at the end.
     *
     * @param qkvBias whether the query, key and value projections have a bias
     * @param outBias whether the output projection has one
     * @param mlpBias whether the feed-forward layer has one
     * @param scale factor on the scores
     * @param scoreCap soft cap on the scores, 0 without
     * @param logitCap soft cap on the logits, 0 without
     * @param windows per layer, how many tokens a token sees, itself included; 0: all before it
     */
    public record Attention(
            boolean qkvBias,
            boolean outBias,
            boolean mlpBias,
            double scale,
            double scoreCap,
            double logitCap,
            int[] windows) {}

    /** Query heads that share one key head. */
    public int groupSize() {
        return heads / kvHeads;
    }

    /** Whether queries and keys are normalised per head. */
    boolean qkNorm() {
        return architecture == Architecture.QWEN3;
    }

    /** Whether norms subtract the mean and have a bias. */
    boolean layerNorm() {
        return architecture == Architecture.GPT2;
    }

    /** Whether the feed-forward layer multiplies by a gate. */
    boolean gated() {
        return architecture != Architecture.GPT2;
    }

    /** Whether the outputs of attention and feed-forward are normalised before they are added. */
    boolean postNorms() {
        return architecture == Architecture.GEMMA2;
    }

    /** Factor on the embeddings. */
    double embeddingScale() {
        return architecture == Architecture.GEMMA2 ? (float) Math.sqrt(hiddenSize) : 1;
    }

    /** Width of queries, keys and values together. */
    int qkvSize() {
        return (heads + 2 * kvHeads) * headDim;
    }

    /** Bytes of keys and values that one token leaves in the cache. */
    public long cacheBytesPerToken(int bytesPerElement) {
        return 2L * layers * kvHeads * headDim * bytesPerElement;
    }
}
