package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** The shape an answer is asked to have; only {@code text} is supported. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResponseFormat(String type) {}
