package dev.attune.serving.engine;

/**
 * What became of new weights since the start.
 *
 * @param adopted versions that new sequences start or started on, without the first
 * @param failed versions that could not be read or adopted
 */
public record SwapCounts(long adopted, long failed) {}
