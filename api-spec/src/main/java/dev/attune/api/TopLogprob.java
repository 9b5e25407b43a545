package dev.attune.api;

import java.util.List;

/** One of the likeliest tokens at a place. */
public record TopLogprob(String token, float logprob, List<Integer> bytes) {}
