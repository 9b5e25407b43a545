package dev.attune.serving.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What the documentation of {@link SamplingParams} says, in double precision, step by step. */
final class SlowSampler {
    private SlowSampler() {}

    static double logSumExp(float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return largest + Math.log(sum);
    }

    static List<Integer> byFallingLogit(float[] logits) {
        List<Integer> ids =
                new ArrayList<>(IntStream.range(0, logits.length).boxed().toList());
        ids.sort((a, b) -> logits[a] == logits[b] ? a - b : Float.compare(logits[b], logits[a]));
        return ids;
    }

    static double[] adjusted(float[] logits, SamplingParams s, int[] prompt, int[] completion) {
        double[] row = new double[logits.length];
        for (int id = 0; id < row.length; id++) {
            int token = id;
            long times = Arrays.stream(completion).filter(t -> t == token).count();
            boolean seen = times > 0 || Arrays.stream(prompt).anyMatch(t -> t == token);
            row[id] = logits[id];
            if (seen) {
                row[id] = row[id] > 0 ? row[id] / s.repetitionPenalty() : row[id] * s.repetitionPenalty();
            }
            row[id] -= (times > 0 ? s.presencePenalty() : 0) + times * s.frequencyPenalty();
            row[id] += s.logitBias().getOrDefault(id, 0f);
        }
        return row;
    }

    static double[] probabilities(float[] logits, SamplingParams s, int[] prompt, int[] completion) {
        double[] p = adjusted(logits, s, prompt, completion);
        double largest = Arrays.stream(p).max().orElseThrow();
        for (int id = 0; id < p.length; id++) {
            p[id] = Math.exp((p[id] - largest) / s.temperature());
            p[id] = p[id] < s.minP() ? 0 : p[id];
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, p.length).boxed().toList());
        order.sort((a, b) -> p[a] == p[b] ? a - b : Double.compare(p[b], p[a]));
        for (int rank = s.topK() > 0 ? s.topK() : p.length; rank < p.length; rank++) {
            p[order.get(rank)] = 0;
        }
        double total = Arrays.stream(p).sum();
        double before = 0;
        for (int id : order) {
            double weight = p[id];
            if (before >= s.topP() * total) {
                p[id] = 0;
            }
            before += weight;
        }
        double kept = Arrays.stream(p).sum();
        return Arrays.stream(p).map(x -> x / kept).toArray();
    }
}
