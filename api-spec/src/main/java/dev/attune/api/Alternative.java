package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One of several answers; {@code id} is what feedback on it names. */
public record Alternative(int index, String id, String content, @JsonProperty("finish_reason") String finishReason) {}
