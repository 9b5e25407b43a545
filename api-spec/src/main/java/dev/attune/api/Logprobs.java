package dev.attune.api;

import java.util.List;

/** One entry per completion token. */
public record Logprobs(List<TokenLogprob> content) {}
