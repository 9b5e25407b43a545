package dev.attune.serving.engine;

import java.util.Arrays;

/** The tokens that may be drawn and their weights. Sorted, likeliest first, only when a cut needs the order. */
final class Candidates {
    private int[] ids;
    private double[] weights;
    private int count;

    private Candidates(int capacity) {
        this.ids = new int[capacity];
        this.weights = new double[capacity];
    }

    /** Those whose scaled logit is within {@code margin} of the largest, after all cuts. */
    static Candidates above(float[] row, float largest, SamplingParams sampling, float margin) {
        double temperature = sampling.temperature();
        double lowest = -margin * temperature;
        if (sampling.minP() > 0) {
            lowest = Math.max(lowest, Math.log(sampling.minP()) * temperature);
        }
        Candidates kept = new Candidates(64);
        for (int id = 0; id < row.length; id++) {
            double below = (double) row[id] - largest;
            if (below >= lowest) {
                kept.add(id, Math.exp(below / temperature));
            }
        }
        if (sampling.topK() > 0 && sampling.topK() < kept.count || sampling.topP() < 1) {
            kept.sort();
            kept.cutToRank(sampling.topK());
            kept.cutToShare(sampling.topP());
        }
        return kept;
    }

    /** The candidate at a share of the total weight, 0 ≤ share &lt; 1. */
    Choice pick(double share) {
        double total = total();
        double target = share * total;
        double sum = 0;
        int last = 0;
        for (int i = 0; i < count && sum <= target; i++) {
            sum += weights[i];
            last = i;
        }
        return new Choice(ids[last], (float) Math.log(weights[last] / total));
    }

    private void add(int id, double weight) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            weights = Arrays.copyOf(weights, 2 * count);
        }
        ids[count] = id;
        weights[count++] = weight;
    }

    private double total() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[i];
        }
        return sum;
    }

    /** By falling weight; equal weights by rising id. A weight in [0, 1] as float orders by its bits. */
    private void sort() {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = (long) ~Float.floatToIntBits((float) weights[i]) << 32 | i;
        }
        Arrays.sort(keys);
        int[] sortedIds = new int[count];
        double[] sortedWeights = new double[count];
        for (int i = 0; i < count; i++) {
            sortedIds[i] = ids[(int) keys[i]];
            sortedWeights[i] = weights[(int) keys[i]];
        }
        ids = sortedIds;
        weights = sortedWeights;
    }

    private void cutToRank(int topK) {
        if (topK > 0) {
            count = Math.min(count, topK);
        }
    }

    /** Keeps the smallest leading set whose share of the weight reaches topP. */
    private void cutToShare(double topP) {
        if (topP >= 1) {
            return;
        }
        double enough = topP * total();
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[i];
            if (sum >= enough) {
                count = i + 1;
                return;
            }
        }
    }
}
