package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** A drawn token: what it adds to the content, and how likely it and its rivals were (natural logarithms). */
public record TokenLogprob(
        String token, float logprob, List<Integer> bytes, @JsonProperty("top_logprobs") List<TopLogprob> topLogprobs) {}
