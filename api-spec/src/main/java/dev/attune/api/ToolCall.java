package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** A call of a tool in an assistant's turn; {@code type} is {@code function}. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ToolCall(String id, String type, FunctionCall function) {}
