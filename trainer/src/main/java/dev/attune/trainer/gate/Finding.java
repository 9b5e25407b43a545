package dev.attune.trainer.gate;

import java.util.Locale;

/**
 * What one check found.
 *
 * @param name as in manifests and metrics
 * @param value measured
 * @param limit it was held against
 * @param passed whether the candidate may be served as far as this goes; never where the value is no number
 * @param sentence for people
 */
public record Finding(String name, double value, double limit, boolean passed, String sentence) {

    static Finding atLeast(String name, double value, double limit, String what) {
        return of(name, value, limit, value >= limit, what, "at least");
    }

    static Finding above(String name, double value, double limit, String what) {
        return of(name, value, limit, value > limit, what, "above");
    }

    static Finding atMost(String name, double value, double limit, String what) {
        return of(name, value, limit, value <= limit, what, "at most");
    }

    private static Finding of(String name, double value, double limit, boolean passed, String what, String relation) {
        String sentence = String.format(Locale.ROOT, "%s is %.4g, must be %s %.4g", what, value, relation, limit);
        return new Finding(name, value, limit, passed, sentence);
    }
}
