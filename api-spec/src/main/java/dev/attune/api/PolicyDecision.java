package dev.attune.api;

/** A decision about what is served; {@code at} is in seconds since 1970. */
public record PolicyDecision(long at, String action, long version, String by, String reason) {}
