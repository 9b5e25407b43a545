package dev.attune.serving.engine;

/**
 * A look at the engine between two steps.
 *
 * @param running sequences in slots
 * @param waiting requests before a slot
 * @param cacheUsage share of the cache's token rows in use, 0…1
 * @param admittedTokens prompt tokens of all sequences that got a slot since the start
 * @param promptTokens prompt tokens computed since the start
 * @param cachedTokens prompt tokens taken from the prefix cache since the start
 * @param generatedTokens completion tokens since the start
 * @param steps steps since the start
 * @param weightsVersion the version new sequences start on
 */
public record EngineStats(
        int running,
        int waiting,
        double cacheUsage,
        long admittedTokens,
        long promptTokens,
        long cachedTokens,
        long generatedTokens,
        long steps,
        long weightsVersion) {}
