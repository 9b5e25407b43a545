package dev.attune.trainer.data;

import dev.attune.trainer.model.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Cuts a store into batches of rows padded on the right, in an order that depends on the seed and the epoch alone. Safe for
 * many threads.
 *
 * <p>Rows are shuffled, sorted by length within a window of many batches, cut where the padded batch would exceed its
 * budget, and the batches are shuffled again: little padding, and neighbours in time are not neighbours in length.
 */
public final class Batches {
    /** Rows sorted together; large against a batch's rows, small against an epoch's. */
    private static final int WINDOW_ROWS = 4096;
    /** Lengths are rounded up to this, so that the engine meets few shapes. */
    private static final int LENGTH_STEP = 8;
    /** And so are the counts of targets: the engine keeps compiled kernels for every shape it has met. */
    private static final int TARGET_STEP = 128;

    private final TokenStore store;
    private final int batchTokens;
    private final long seed;

    /** @param batchTokens positions of a batch, padding included; a longer row is a batch of its own */
    public Batches(TokenStore store, int batchTokens, long seed) {
        if (batchTokens < 1) {
            throw new IllegalArgumentException("batchTokens must be positive, was " + batchTokens);
        }
        this.store = store;
        this.batchTokens = batchTokens;
        this.seed = seed;
    }

    /** The rows of each batch of an epoch, in order; every row once. */
    public List<int[]> plan(long epoch) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        int[] order = IntStream.range(0, store.rows()).toArray();
        shuffle(order, random);
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < order.length; from += WINDOW_ROWS) {
            cut(sortedByLength(Arrays.copyOfRange(order, from, Math.min(order.length, from + WINDOW_ROWS))), batches);
        }
        int[] turns = IntStream.range(0, batches.size()).toArray();
        shuffle(turns, random);
        return Arrays.stream(turns).mapToObj(batches::get).toList();
    }

    /** The tokens and targets of some rows. */
    public TokenBatch batch(int[] rows) {
        int columns = padded(Arrays.stream(rows).map(store::length).max().orElseThrow());
        long[] ids = new long[rows.length * columns];
        LongStream.Builder places = LongStream.builder();
        LongStream.Builder targets = LongStream.builder();
        for (int r = 0; r < rows.length; r++) {
            int row = rows[r];
            for (int t = 0; t < store.length(row); t++) {
                ids[r * columns + t] = store.id(row, t);
                if (store.learned(row, t + 1)) {
                    places.add(r * columns + t);
                    targets.add(store.id(row, t + 1));
                }
            }
        }
        long[] predicted = targets.build().toArray();
        int filled = roundedUp(predicted.length, TARGET_STEP);
        long[] filledTargets = Arrays.copyOf(predicted, filled);
        Arrays.fill(filledTargets, predicted.length, filled, TokenBatch.NONE);
        long[] filledPlaces = Arrays.copyOf(places.build().toArray(), filled);
        return new TokenBatch(ids, rows.length, columns, filledPlaces, filledTargets, predicted.length);
    }

    private void cut(int[] rows, List<int[]> batches) {
        int from = 0;
        for (int to = 1; to <= rows.length; to++) {
            // Sorted, so the next row is the longest: it decides what the batch would cost with it.
            boolean full = to < rows.length && (long) (to + 1 - from) * padded(store.length(rows[to])) > batchTokens;
            if (full || to == rows.length) {
                batches.add(Arrays.copyOfRange(rows, from, to));
                from = to;
            }
        }
    }

    private int[] sortedByLength(int[] rows) {
        // Length in the upper half, place in the lower: a sort of primitives that keeps the shuffled order of equals.
        long[] keys = IntStream.range(0, rows.length)
                .mapToLong(i -> (long) store.length(rows[i]) << 32 | i)
                .sorted()
                .toArray();
        return Arrays.stream(keys).mapToInt(key -> rows[(int) key]).toArray();
    }

    private static int padded(int length) {
        return roundedUp(length, LENGTH_STEP);
    }

    private static int roundedUp(int number, int step) {
        return (number + step - 1) / step * step;
    }

    private static void shuffle(int[] items, SplittableRandom random) {
        for (int i = items.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = items[i];
            items[i] = items[j];
            items[j] = swapped;
        }
    }
}
