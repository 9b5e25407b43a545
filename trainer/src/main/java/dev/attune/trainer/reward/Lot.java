package dev.attune.trainer.reward;

import dev.attune.trainer.data.Judgement;
import java.util.Arrays;

/**
 * A judgement with how often each head sees it.
 *
 * @param turns {@code [H]}
 */
@SuppressWarnings("ArrayRecordComponent") // read only, never compared
record Lot(Judgement judgement, int[] turns) {
    /** What counts so much counts so much for each head, over all heads as much in the mean as for one. */
    double[] weights(double weight) {
        return Arrays.stream(turns)
                .mapToDouble(turn -> weight * turn / turns.length)
                .toArray();
    }
}
