package dev.attune.trainer.ppo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Which prompts an iteration asks: all of them in turn, in an order drawn anew for each round. */
final class PromptOrder {
    private final List<int[]> prompts;
    private final long seed;

    PromptOrder(List<int[]> prompts, long seed) {
        this.prompts = prompts;
        this.seed = seed;
    }

    /** The prompts of iteration {@code iteration}, counted from 0, each of which asks {@code count}. */
    List<int[]> prompts(int iteration, int count) {
        List<int[]> chosen = new ArrayList<>();
        long at = (long) iteration * count;
        long round = -1;
        int[] order = {};
        for (; chosen.size() < count; at++) {
            if (at / prompts.size() != round) {
                round = at / prompts.size();
                order = Minibatches.shuffled(prompts.size(), new SplittableRandom(seed + 31 * round));
            }
            chosen.add(prompts.get(order[(int) (at % prompts.size())]));
        }
        return chosen;
    }
}
