package dev.attune.trainer.reward;

import dev.attune.trainer.model.ScalarHead;
import java.nio.FloatBuffer;
import java.util.List;

/** Where scores have their zero. */
final class ZeroPoint {
    private ZeroPoint() {}

    /**
     * Sets the biases so that the sequences have the mean score 0 (Stiennon and others, arXiv 2009.01325, section 3.4, do so for
     * reference summaries). Each head's own mean is moved to the same place, so the caution that several heads bring is in the score's mean
     * as well.
     */
    static void set(ScoredNetwork network, List<int[]> sequences, RewardRecipe recipe) {
        int index = network.weights.names().indexOf(ScalarHead.BIAS);
        float[] bias = network.weights.values(index);
        float[][] scores = network.scores(sequences, recipe.passTokens());
        for (int head = 0; head < bias.length; head++) {
            double mean = 0;
            for (float[] one : scores) {
                mean += one[head] / (double) scores.length;
            }
            bias[head] -= (float) mean;
            for (float[] one : scores) {
                one[head] -= (float) mean;
            }
        }
        double mean = 0;
        for (float[] one : scores) {
            mean += RewardModel.cautious(one, recipe.caution()) / scores.length;
        }
        for (int head = 0; head < bias.length; head++) {
            bias[head] -= (float) mean;
        }
        network.weights.set(index, FloatBuffer.wrap(bias));
    }
}
