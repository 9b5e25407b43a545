package dev.attune.trainer.ppo;

import java.util.List;

/**
 * An iteration's answers and what was found out about them before anything is learned. Lists have one entry an answer, arrays one
 * number a token.
 *
 * @param rollouts the answers; those to one prompt stand side by side
 * @param minibatches how they are cut
 * @param scores what each is paid, the price for not ending included
 * @param oldLogprobs log-probabilities by the policy, computed by the pass that trains
 * @param referenceLogprobs by the reference
 * @param entropies of the policy's whole distribution before each token, nats
 */
@SuppressWarnings("ArrayRecordComponent") // numbers on their way to the engine, never compared
record Experience(
        List<Rollout> rollouts,
        Minibatches minibatches,
        double[] scores,
        List<double[]> oldLogprobs,
        List<double[]> referenceLogprobs,
        List<double[]> entropies) {

    /** log π − log π_ref of every token of an answer. */
    double[] logRatios(int answer) {
        double[] policy = oldLogprobs.get(answer);
        double[] reference = referenceLogprobs.get(answer);
        double[] ratios = new double[policy.length];
        for (int t = 0; t < ratios.length; t++) {
            ratios[t] = policy[t] - reference[t];
        }
        return ratios;
    }
}
