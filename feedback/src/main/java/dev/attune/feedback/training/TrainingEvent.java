package dev.attune.feedback.training;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in training. Carries no words of people: samples answer prompts that ship with the trainer. Immutable.
 *
 * @param step of {@code steps} in this stage; both 0 where there are none
 * @param metrics by TRL's names; finite, others are left out
 * @param etaS seconds until the stage ends, where that can be said
 * @param message for people, in one line; may be empty
 */
public record TrainingEvent(
        Kind kind,
        long cycle,
        TrainingState stage,
        long step,
        long steps,
        Map<String, Double> metrics,
        @Nullable Double etaS,
        String message,
        List<Sample> samples,
        long atMs) {
    /** What happened. */
    public enum Kind {
        /** Another stage began, or has something to say; the message says what. */
        STAGE,
        /** A step was made: {@code step}, {@code metrics}, {@code etaS}. */
        STEP,
        /** Answers of the candidate beside those of its parent. */
        SAMPLES,
        /** The gate has spoken; the message is its verdict, {@code metrics} its numbers. */
        VERDICT,
        /** A version was published; {@code metrics.version} is its number. */
        PUBLISHED,
        /** The cycle failed; the message says why. */
        FAILED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One prompt, answered by the parent and by the candidate. */
    public record Sample(String prompt, String before, String after) {}

    public TrainingEvent {
        if (step < 0 || steps < 0 || cycle < 0) {
            throw new IllegalArgumentException(
                    "cycle, step and steps must be at least 0, were " + cycle + ", " + step + ", " + steps);
        }
        Map<String, Double> finite = new TreeMap<>(metrics);
        finite.values().removeIf(value -> !Double.isFinite(value));
        metrics = Collections.unmodifiableMap(finite);
        samples = List.copyOf(samples);
    }

    /** An event that is said in words alone. */
    public static TrainingEvent said(Kind kind, long cycle, TrainingState stage, String message, long atMs) {
        return new TrainingEvent(kind, cycle, stage, 0, 0, Map.of(), null, message, List.of(), atMs);
    }
}
