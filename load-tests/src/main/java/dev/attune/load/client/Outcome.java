package dev.attune.load.client;

import org.jspecify.annotations.Nullable;

/**
 * What became of one request. Times are of {@link System#nanoTime}.
 *
 * @param intendedNs when it should have been sent
 * @param sentNs when it was
 * @param firstNs when the first event with a choice came
 * @param lastNs when the last event came
 * @param gapsNs between events that brought text
 * @param promptTokens as the server counted them, or as they were meant
 * @param outputTokens as the server counted them, or else events with text
 * @param error null if all went well
 */
public record Outcome(
        long intendedNs,
        long sentNs,
        long firstNs,
        long lastNs,
        long[] gapsNs,
        int promptTokens,
        int outputTokens,
        String text,
        @Nullable String error) {

    public boolean succeeded() {
        return error == null;
    }

    public double ttftMs() {
        return (firstNs - sentNs) / 1e6;
    }

    public double e2elMs() {
        return (lastNs - sentNs) / 1e6;
    }

    /** Time per output token after the first; 0 where there is no second. */
    public double tpotMs() {
        return outputTokens > 1 ? (lastNs - firstNs) / 1e6 / (outputTokens - 1) : 0;
    }

    /** How long the client itself kept the request back. */
    public double delayMs() {
        return (sentNs - intendedNs) / 1e6;
    }
}
