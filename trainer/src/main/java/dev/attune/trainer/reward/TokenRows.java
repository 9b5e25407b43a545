package dev.attune.trainer.reward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Sequences as a rectangle. What stands behind a sequence's end cannot be seen from it, so padding on the right needs no mask.
 *
 * @param ids {@code [B·T]} row-major, padded on the right
 * @param rows B
 * @param columns T
 * @param ends {@code [B]}, where each sequence's last real token is, as {@code b·T + t}: that is where it is scored
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the engine, never compared
record TokenRows(long[] ids, int rows, int columns, long[] ends) {
    /** Lengths are rounded up to this, so that the engine meets few shapes. */
    private static final int LENGTH_STEP = 8;

    TokenRows {
        for (int row = 0; row < rows; row++) {
            long first = (long) row * columns;
            if (!(ends[row] >= first && ends[row] < first + columns)) {
                throw new IllegalArgumentException("the end of row " + row + " must be in [" + first + ", "
                        + (first + columns) + "), was " + ends[row]);
            }
        }
    }

    /** The one way to make them: padding on the left would be seen by what comes after it. */
    static TokenRows of(List<int[]> sequences) {
        int columns = columns(sequences);
        long[] ids = new long[sequences.size() * columns];
        long[] ends = new long[sequences.size()];
        for (int row = 0; row < ends.length; row++) {
            int[] sequence = sequences.get(row);
            for (int t = 0; t < sequence.length; t++) {
                ids[row * columns + t] = sequence[t];
            }
            ends[row] = (long) row * columns + sequence.length - 1;
        }
        return new TokenRows(ids, ends.length, columns, ends);
    }

    /** T of some sequences. */
    static int columns(List<int[]> sequences) {
        int longest = sequences.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        return (longest + LENGTH_STEP - 1) / LENGTH_STEP * LENGTH_STEP;
    }

    /** Int64 {@code [B,T]}. */
    NDArray ids(NDManager step) {
        return step.create(ids, new Shape(rows, columns));
    }
}
