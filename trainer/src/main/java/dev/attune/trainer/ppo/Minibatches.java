package dev.attune.trainer.ppo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How an iteration's answers are cut: into minibatches by lot, one step of the optimiser each, and these by length into batches that
 * fit the network. The cut stays for all epochs, so that what the network computed before the first step it computes again to the
 * bit; the order of steps is drawn anew.
 *
 * @param steps batches of each minibatch
 * @param tokens of all of them
 */
record Minibatches(List<List<Packed>> steps, long tokens) {

    static Minibatches cut(List<Rollout> rollouts, int minibatches, int batchTokens, long seed) {
        int[] order = shuffled(rollouts.size(), new SplittableRandom(seed));
        List<List<Packed>> steps = new ArrayList<>();
        for (int m = 0; m < minibatches; m++) {
            int from = (int) ((long) m * order.length / minibatches);
            int to = (int) ((long) (m + 1) * order.length / minibatches);
            if (from < to) {
                steps.add(pack(rollouts, Arrays.copyOfRange(order, from, to), batchTokens));
            }
        }
        long tokens = 0;
        for (Rollout rollout : rollouts) {
            tokens += rollout.completionIds().length;
        }
        return new Minibatches(steps, tokens);
    }

    /** All batches, whichever step they belong to. */
    List<Packed> all() {
        return steps.stream().flatMap(List::stream).toList();
    }

    static int[] shuffled(int count, SplittableRandom random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static List<Packed> pack(List<Rollout> rollouts, int[] answers, int batchTokens) {
        List<Integer> byLength = new ArrayList<>(Arrays.stream(answers).boxed().toList());
        byLength.sort(Comparator.comparingInt(answer -> Packed.columns(rollouts.get(answer))));
        List<Packed> packed = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= byLength.size(); to++) {
            // Sorted, so the next row is the longest: it decides what the batch would cost with it.
            boolean full = to < byLength.size()
                    && (long) (to + 1 - from) * Packed.columns(rollouts.get(byLength.get(to))) > batchTokens;
            if (full || to == byLength.size()) {
                int[] chosen = byLength.subList(from, to).stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
                packed.add(Packed.of(rollouts, chosen));
                from = to;
            }
        }
        return packed;
    }
}
