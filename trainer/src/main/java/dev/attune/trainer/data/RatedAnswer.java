package dev.attune.trainer.data;

import java.util.List;

/**
 * An answer that got a thumb. Immutable.
 *
 * @param ids prompt and answer
 * @param user whose thumb it is, as a pseudonym
 * @param weight how much it counts
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record RatedAnswer(int[] ids, String user, boolean up, double weight) implements Judgement {
    public RatedAnswer {
        if (!(weight > 0)) {
            throw new IllegalArgumentException("weight must be above 0, was " + weight);
        }
    }

    @Override
    public List<int[]> answers() {
        return List.of(ids);
    }

    RatedAnswer times(double factor) {
        return new RatedAnswer(ids, user, up, weight * factor);
    }
}
