package dev.attune.feedback.redis;

import java.time.Duration;

/**
 * How long what is kept.
 *
 * @param completions until an answer nobody judged is given up; a judged one stays
 * @param tombstones how long its id is remembered after it was made, so that a late judgement hears "expired", not "unknown"
 * @param idempotency how long a repeated key gets the same reply
 * @param erasureHold how long nothing is taken from a user who was erased
 */
public record Retention(Duration completions, Duration tombstones, Duration idempotency, Duration erasureHold) {
    public static final Retention DEFAULT =
            new Retention(Duration.ofDays(30), Duration.ofDays(180), Duration.ofDays(7), Duration.ofDays(7));

    public Retention {
        positive("completions", completions);
        positive("tombstones", tombstones);
        positive("idempotency", idempotency);
        positive("erasureHold", erasureHold);
        if (tombstones.compareTo(completions) < 0) {
            throw new IllegalArgumentException(
                    "tombstones must be kept at least as long as completions, " + completions + ", was " + tombstones);
        }
    }

    private static void positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be kept for some time, was " + duration);
        }
    }
}
