package dev.attune.api;

/** A prompt as text. */
public record PromptText(String prompt) {}
