package dev.attune.load.decode;

import java.util.List;

/**
 * How far the logits of one form of the weights are from another's.
 *
 * @param maxAbs largest difference of a logit
 * @param meanAbs mean difference
 * @param meanKl Kullback–Leibler divergence of the distribution from the reference's, mean over positions, in nats
 * @param positions how many were compared
 */
record LogitError(double maxAbs, double meanAbs, double meanKl, int positions) {

    /**
     * Compares.
     *
     * @param reference {@code [positions, vocabulary]}
     * @param other of the same shape
     */
    static LogitError between(float[] reference, float[] other, int vocabulary) {
        if (reference.length != other.length || reference.length % vocabulary != 0 || reference.length == 0) {
            throw new IllegalArgumentException("logits must be rows of " + vocabulary + " each, were "
                    + reference.length + " and " + other.length);
        }
        int positions = reference.length / vocabulary;
        double largest = 0;
        double total = 0;
        double divergence = 0;
        for (int row = 0; row < positions; row++) {
            divergence += divergence(reference, other, row * vocabulary, vocabulary);
        }
        for (int i = 0; i < reference.length; i++) {
            double difference = Math.abs((double) reference[i] - other[i]);
            largest = Math.max(largest, difference);
            total += difference;
        }
        return new LogitError(largest, total / reference.length, divergence / positions, positions);
    }

    /** Comparisons of different positions as one. */
    static LogitError together(List<LogitError> parts) {
        int positions = parts.stream().mapToInt(LogitError::positions).sum();
        return new LogitError(
                parts.stream().mapToDouble(LogitError::maxAbs).max().orElseThrow(),
                parts.stream().mapToDouble(e -> e.meanAbs() * e.positions()).sum() / positions,
                parts.stream().mapToDouble(e -> e.meanKl() * e.positions()).sum() / positions,
                positions);
    }

    /** Σ p · (ln p − ln q) over one row. */
    private static double divergence(float[] p, float[] q, int offset, int count) {
        double pSum = logSumExp(p, offset, count);
        double qSum = logSumExp(q, offset, count);
        double sum = 0;
        for (int i = offset; i < offset + count; i++) {
            double logP = p[i] - pSum;
            sum += Math.exp(logP) * (logP - (q[i] - qSum));
        }
        return sum;
    }

    private static double logSumExp(float[] values, int offset, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + count; i++) {
            largest = Math.max(largest, values[i]);
        }
        double sum = 0;
        for (int i = offset; i < offset + count; i++) {
            sum += Math.exp(values[i] - largest);
        }
        return largest + Math.log(sum);
    }
}
