package dev.attune.api;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in words for a person.
 *
 * @param message a sentence
 * @param type whose fault it is, in OpenAI's words
 * @param param the path of the field, as in {@code messages[0].content}
 * @param code a word for a program
 */
public record ApiError(String message, String type, @Nullable String param, @Nullable String code) {}
