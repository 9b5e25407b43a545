package dev.attune.trainer.ppo;

import dev.attune.trainer.model.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some answers of an iteration as one batch of the network: prompt and answer a row, padded on the right, the answer's tokens as
 * targets. Numbers per token go in and out flat, in the order of {@code answers}.
 *
 * @param answers which of the iteration's
 * @param lengths tokens of each answer
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the engine, never compared
record Packed(int[] answers, int[] lengths, TokenBatch batch) {
    /** Rounded up to, so that the engine meets few shapes: it keeps compiled kernels for each. */
    private static final int LENGTH_STEP = 8;

    private static final int TARGET_STEP = 128;

    static Packed of(List<Rollout> rollouts, int[] answers) {
        int columns = 0;
        int tokens = 0;
        for (int answer : answers) {
            columns = Math.max(columns, columns(rollouts.get(answer)));
            tokens += rollouts.get(answer).completionIds().length;
        }
        int filled = roundedUp(tokens, TARGET_STEP);
        long[] ids = new long[answers.length * columns];
        long[] places = new long[filled];
        long[] targets = new long[filled];
        Arrays.fill(targets, TokenBatch.NONE);
        int[] lengths = new int[answers.length];
        int at = 0;
        for (int row = 0; row < answers.length; row++) {
            Rollout rollout = rollouts.get(answers[row]);
            int[] all = rollout.ids();
            // The last token is only a target.
            for (int t = 0; t < all.length - 1; t++) {
                ids[row * columns + t] = all[t];
            }
            lengths[row] = rollout.completionIds().length;
            for (int t = all.length - lengths[row]; t < all.length; t++, at++) {
                places[at] = (long) row * columns + t - 1;
                targets[at] = all[t];
            }
        }
        return new Packed(answers, lengths, new TokenBatch(ids, answers.length, columns, places, targets, tokens));
    }

    /** Positions that an answer's row takes. */
    static int columns(Rollout rollout) {
        return roundedUp(rollout.promptIds().length + rollout.completionIds().length - 1, LENGTH_STEP);
    }

    int tokens() {
        return batch.lossTokens();
    }

    /** Numbers of all answers of the iteration, of which these are taken: {@code [M]}. */
    float[] flat(List<double[]> perAnswer) {
        float[] flat = new float[batch.targets().length];
        int at = 0;
        for (int answer : answers) {
            for (double value : perAnswer.get(answer)) {
                flat[at++] = (float) value;
            }
        }
        return flat;
    }

    /** Where there is no token: {@code [M]}. */
    boolean[] padding() {
        boolean[] padding = new boolean[batch.targets().length];
        Arrays.fill(padding, tokens(), padding.length, true);
        return padding;
    }

    /** Cuts flat numbers into those of each answer. */
    List<double[]> cut(float[] flat) {
        List<double[]> perAnswer = new ArrayList<>();
        int at = 0;
        for (int length : lengths) {
            double[] values = new double[length];
            for (int t = 0; t < length; t++) {
                values[t] = flat[at++];
            }
            perAnswer.add(values);
        }
        return perAnswer;
    }

    private static int roundedUp(int number, int step) {
        return (number + step - 1) / step * step;
    }
}
