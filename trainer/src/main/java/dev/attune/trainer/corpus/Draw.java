package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Chance with a seed: the same seed makes the same choices. Not for two threads. */
final class Draw {
    private final SplittableRandom random;

    Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The {@code index}-th of many independent draws that share a seed. */
    static Draw of(long seed, long index) {
        return new Draw(mix(mix(seed) + index));
    }

    /** Neighbouring numbers come out unrelated; SplittableRandom's own step would only shift one sequence. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A whole number, both ends included. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    double fraction() {
        return random.nextDouble();
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Different ones, in random order. */
    <T> List<T> pick(List<T> choices, int count) {
        List<T> left = new ArrayList<>(choices);
        List<T> picked = new ArrayList<>();
        while (picked.size() < count) {
            picked.add(left.remove(random.nextInt(left.size())));
        }
        return picked;
    }
}
