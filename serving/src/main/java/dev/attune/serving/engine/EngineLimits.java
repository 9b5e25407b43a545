package dev.attune.serving.engine;

/**
 * Every limit of the engine.
 *
 * @param maxRunning sequences decoded side by side
 * @param maxWaiting requests that may wait for a slot
 * @param maxWaitingTokens prompt tokens that may wait, over all waiting requests
 * @param stepTokens tokens computed per step, decode rows and prefill chunks together
 * @param contextTokens prompt and completion together, at most the model's own limit
 * @param prefixSlots finished sequences whose cache rows are kept for reuse
 */
public record EngineLimits(
        int maxRunning, int maxWaiting, int maxWaitingTokens, int stepTokens, int contextTokens, int prefixSlots) {

    public static final EngineLimits DEFAULT = new EngineLimits(32, 256, 262_144, 512, 2048, 8);

    public EngineLimits {
        positive("maxRunning", maxRunning);
        positive("maxWaiting", maxWaiting);
        positive("maxWaitingTokens", maxWaitingTokens);
        positive("stepTokens", stepTokens);
        positive("contextTokens", contextTokens);
        if (prefixSlots < 0) {
            throw new IllegalArgumentException("prefixSlots must be 0 or more, was " + prefixSlots);
        }
        if (stepTokens <= maxRunning) {
            throw new IllegalArgumentException(
                    "stepTokens must exceed maxRunning, was " + stepTokens + " with maxRunning " + maxRunning);
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
