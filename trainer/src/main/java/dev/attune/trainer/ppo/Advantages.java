package dev.attune.trainer.ppo;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How much better each token of one answer turned out than the value function expected.
 *
 * @param advantages one a token
 * @param returns advantage plus value: what the value function should have said
 */
@SuppressWarnings("ArrayRecordComponent") // numbers on their way to the engine, never compared
record Advantages(double[] advantages, double[] returns) {
    /** Added to the variance, as the published implementations do. */
    private static final double EPSILON = 1e-8;

    /**
     * Generalised advantage estimation (arXiv 1506.02438, equation 16) over one answer that ends with its last token: the value
     * after it is 0, whether an end token was drawn or the room ran out.
     *
     * @param rewards one a token
     * @param values the value before each token, as many
     */
    static Advantages estimate(double[] rewards, double[] values, double gamma, double lambda) {
        int length = rewards.length;
        double[] advantages = new double[length];
        double[] returns = new double[length];
        double later = 0;
        for (int t = length - 1; t >= 0; t--) {
            double next = t + 1 < length ? values[t + 1] : 0;
            double surprise = rewards[t] + gamma * next - values[t];
            later = surprise + gamma * lambda * later;
            advantages[t] = later;
            returns[t] = later + values[t];
        }
        return new Advantages(advantages, returns);
    }

    /**
     * Shifts and scales to mean 0 and population variance 1 over the tokens of all answers together ("The N+
     * Implementation Details of RLHF with PPO", arXiv 2403.17031, section 7). All alike become 0.
     */
    static List<double[]> whitened(List<double[]> answers) {
        long count = 0;
        double sum = 0;
        for (double[] answer : answers) {
            for (double value : answer) {
                sum += value;
            }
            count += answer.length;
        }
        double mean = sum / count;
        double squares = 0;
        for (double[] answer : answers) {
            for (double value : answer) {
                squares += (value - mean) * (value - mean);
            }
        }
        double scale = 1 / Math.sqrt(squares / count + EPSILON);
        return answers.stream().map(answer -> scaled(answer, mean, scale)).toList();
    }

    /**
     * What surprised the policy itself counts for less: a token drawn with probability p below {@code rare} p/rare as much:
     * such tokens have the longest gradients and crowd the others out (arXiv 2505.12929, section 4).
     *
     * @param logprobs of the same tokens when they were drawn
     */
    static List<double[]> tempered(List<double[]> answers, List<double[]> logprobs, double rare) {
        if (rare == 0) {
            return answers;
        }
        return IntStream.range(0, answers.size())
                .mapToObj(i -> tempered(answers.get(i), logprobs.get(i), rare))
                .toList();
    }

    private static double[] tempered(double[] answer, double[] logprobs, double rare) {
        double[] tempered = new double[answer.length];
        for (int t = 0; t < answer.length; t++) {
            tempered[t] = answer[t] * Math.min(1, Math.exp(logprobs[t]) / rare);
        }
        return tempered;
    }

    private static double[] scaled(double[] answer, double mean, double scale) {
        double[] whitened = new double[answer.length];
        for (int t = 0; t < answer.length; t++) {
            whitened[t] = (answer[t] - mean) * scale;
        }
        return whitened;
    }
}
