package dev.attune.api;

/** The body of every refusal and every failure. */
public record ErrorReply(ApiError error) {}
