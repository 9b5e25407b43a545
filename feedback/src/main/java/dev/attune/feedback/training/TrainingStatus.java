package dev.attune.feedback.training;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where training stands. Immutable.
 *
 * @param cycle number of the cycle at work, or of the last one; 0 before the first
 * @param evidence counts by name: {@code judgements_new}, {@code judgements_due}, …
 * @param verdict what the gate said last, in one line; empty before the first
 * @param message what is going on or went wrong, in one line
 * @param atMs when this was said
 */
public record TrainingStatus(
        TrainingState state, long cycle, Map<String, Long> evidence, String verdict, String message, long atMs) {
    /** Before any trainer has spoken. */
    public static final TrainingStatus NONE =
            new TrainingStatus(TrainingState.IDLE, 0, Map.of(), "", "no trainer has been here yet", 0);

    public TrainingStatus {
        if (cycle < 0) {
            throw new IllegalArgumentException("cycle must be at least 0, was " + cycle);
        }
        evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
    }
}
