package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** What a tool was called with; the arguments are JSON text. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FunctionCall(String name, String arguments) {}
