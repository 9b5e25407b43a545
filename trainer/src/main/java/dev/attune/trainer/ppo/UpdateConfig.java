package dev.attune.trainer.ppo;

import dev.attune.trainer.model.AdamWConfig;

/**
 * How an iteration's answers are learned from.
 *
 * @param epochs passes over them
 * @param minibatches steps of the optimiser in each pass
 * @param clip how far the ratio of probabilities may leave 1 with profit
 * @param valueClip how far a value may move from the old one with profit
 * @param gamma discount of later rewards
 * @param lambda of the advantage estimate
 * @param rate learning rate of the policy after the first three iterations, which lead up to it; then it falls along half a cosine
 * @param valueRate of the value network
 * @param floorShare learning rate at the end as a share of the first
 * @param adamW of both
 * @param maxApproxKl the rest of the epochs is left out when a step has gone this far, nats per token
 * @param rareProbability tokens drawn at less than this count for less, in proportion; 0 lets all count alike. Their gradients are the
 *     longest and depend the most on chance (arXiv 2505.12929, section 4)
 * @param ptx what is mixed in
 * @param emaDecay of the moving average of weights, one step an iteration; 0 delivers the last weights as they are
 * @param batchTokens positions of one pass through the network, padding included
 * @param halfProducts whether matrices are multiplied in bfloat16
 */
public record UpdateConfig(
        int epochs,
        int minibatches,
        double clip,
        double valueClip,
        double gamma,
        double lambda,
        double rate,
        double valueRate,
        double floorShare,
        AdamWConfig adamW,
        double maxApproxKl,
        double rareProbability,
        Ptx ptx,
        double emaDecay,
        int batchTokens,
        boolean halfProducts) {
    public UpdateConfig {
        positive("epochs", epochs);
        positive("minibatches", minibatches);
        positive("clip", clip);
        positive("valueClip", valueClip);
        positive("rate", rate);
        positive("valueRate", valueRate);
        positive("maxApproxKl", maxApproxKl);
        positive("batchTokens", batchTokens);
        share("gamma", gamma);
        share("lambda", lambda);
        share("floorShare", floorShare);
        share("rareProbability", rareProbability);
        if (!(emaDecay >= 0 && emaDecay < 1)) {
            throw new IllegalArgumentException("emaDecay must be in [0, 1), was " + emaDecay);
        }
    }

    /**
     * Conversations from the time before there were judgements: their gradient is added to each of the policy's, so that it does not
     * forget what nobody asks it now (PPO-ptx; arXiv 2203.02155, section 3.5, equation 2).
     *
     * @param weight of their mean loss per token beside the policy's; 0 leaves them out
     * @param tokens positions mixed into a step, padding included
     */
    public record Ptx(double weight, int tokens) {
        public static final Ptx NONE = new Ptx(0, 1);

        public Ptx {
            positive("ptx.tokens", tokens);
            if (!(weight >= 0)) {
                throw new IllegalArgumentException("ptx.weight must not be negative, was " + weight);
            }
        }

        Ptx withWeight(double other) {
            return new Ptx(other, tokens);
        }
    }

    /** The same with another weight of what is mixed in. */
    public UpdateConfig withPtxWeight(double other) {
        return with(epochs, rate, valueRate, ptx.withWeight(other), emaDecay);
    }

    public UpdateConfig withEpochs(int other) {
        return with(other, rate, valueRate, ptx, emaDecay);
    }

    public UpdateConfig withEmaDecay(double other) {
        return with(epochs, rate, valueRate, ptx, other);
    }

    /** The same at this share of both learning rates. */
    public UpdateConfig atRate(double share) {
        return with(epochs, rate * share, valueRate * share, ptx, emaDecay);
    }

    private UpdateConfig with(int newEpochs, double newRate, double newValueRate, Ptx newPtx, double newEmaDecay) {
        return new UpdateConfig(
                newEpochs,
                minibatches,
                clip,
                valueClip,
                gamma,
                lambda,
                newRate,
                newValueRate,
                floorShare,
                adamW,
                maxApproxKl,
                rareProbability,
                newPtx,
                newEmaDecay,
                batchTokens,
                halfProducts);
    }

    private static void positive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], was " + value);
        }
    }
}
