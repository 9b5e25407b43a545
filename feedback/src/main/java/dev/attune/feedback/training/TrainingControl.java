package dev.attune.feedback.training;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What people want of the trainer. Immutable.
 *
 * @param startAsked a cycle was asked for and none has begun since
 */
public record TrainingControl(Mode mode, boolean startAsked) {
    /** Whether training goes on. */
    public enum Mode {
        /** Cycles begin when they are due. */
        RUN,
        /** Training stands still where it is, and goes on from there. */
        PAUSE,
        /** The cycle at work is given up; none begins until somebody resumes or starts. */
        STOP;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As it is until anybody says otherwise. */
    public static final TrainingControl DEFAULT = new TrainingControl(Mode.RUN, false);
}
