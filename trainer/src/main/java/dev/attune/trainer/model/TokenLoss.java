package dev.attune.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.attune.serving.model.FullForward;
import java.util.List;

/**
 * The negative log-likelihood of the targets of batches, −Σ log p: what language models learn from (GPT, Radford
 * 2018, section 3.1, equation 1), over the assistant's tokens only (arXiv 2203.02155, section 3.5, "Supervised fine-tuning").
 * Belongs to the trainer thread; holds nothing between calls.
 */
public final class TokenLoss {
    private final FullForward forward;
    private final TrainableWeights weights;
    private final GradientStep gradients;

    /** To be made on the thread that will use it. */
    public TokenLoss(FullForward forward, TrainableWeights weights) {
        this.forward = forward;
        this.weights = weights;
        this.gradients = new GradientStep(weights);
    }

    /**
     * Adds the gradients of the mean loss of all the batches' tokens to the weights' gradients. The mean is taken over the
     * tokens of all batches together, so cutting one batch into several changes nothing but the order of additions.
     *
     * @return the loss before the weights change
     */
    public Loss accumulate(List<TokenBatch> batches) {
        long tokens = batches.stream().mapToLong(TokenBatch::lossTokens).sum();
        double sum = 0;
        for (TokenBatch batch : batches) {
            if (batch.lossTokens() > 0) {
                sum += gradients.accumulate(of(batch), 1.0 / tokens);
            }
        }
        return new Loss(sum, tokens);
    }

    /** The loss alone, gradients untouched. */
    public Loss evaluate(TokenBatch batch) {
        return new Loss(gradients.evaluate(of(batch)), batch.lossTokens());
    }

    /** The loss of a batch, to be mixed with others. */
    public Objective of(TokenBatch batch) {
        return step -> logprobs(batch, step).sum().neg(); // []
    }

    private NDArray logprobs(TokenBatch batch, NDManager step) {
        NDArray ids = step.create(batch.ids(), new Shape(batch.rows(), batch.columns())); // [B,T]
        NDArray places = step.create(batch.places()); // [M]
        NDArray targets = step.create(batch.targets()); // [M]
        return forward.logprobs(weights.arrays(), ids, places, targets); // [M]
    }
}
