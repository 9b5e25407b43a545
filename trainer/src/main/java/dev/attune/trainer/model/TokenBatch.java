package dev.attune.trainer.model;

/**
 * Rows of tokens of equal length and what some of their positions should predict.
 *
 * @param ids {@code [B·T]} row-major, padded on the right
 * @param rows B
 * @param columns T
 * @param places {@code [M]}, the predicting positions as {@code b·T + t}
 * @param targets {@code [M]}, the token that follows each of them, or {@link #NONE}
 * @param lossTokens targets that are not {@link #NONE}
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the engine, never compared
public record TokenBatch(long[] ids, int rows, int columns, long[] places, long[] targets, int lossTokens) {
    /** Fills up the targets; no loss is taken of it. */
    public static final long NONE = -100;

    public TokenBatch {
        if (ids.length != rows * columns) {
            throw new IllegalArgumentException(
                    "a batch of " + rows + " × " + columns + " cannot have " + ids.length + " ids");
        }
        if (places.length != targets.length) {
            throw new IllegalArgumentException(places.length + " places cannot have " + targets.length + " targets");
        }
    }

    /** Positions computed, padding included. */
    public int cells() {
        return rows * columns;
    }
}
