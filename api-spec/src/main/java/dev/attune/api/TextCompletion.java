package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Whole completions of one or more prompts. */
public record TextCompletion(
        String id,
        String object,
        long created,
        String model,
        @JsonProperty("system_fingerprint") String systemFingerprint,
        List<TextChoice> choices,
        Usage usage) {

    /** The value of {@code object}, in chunks as well. */
    public static final String OBJECT = "text_completion";
}
