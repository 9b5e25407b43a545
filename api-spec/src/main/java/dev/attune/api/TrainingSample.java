package dev.attune.api;

/** One prompt, answered by the parent and by the candidate. */
public record TrainingSample(String prompt, String before, String after) {}
