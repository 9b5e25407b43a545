package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several answers to one prompt, in the order to show them. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Alternatives(
        String id,
        String object,
        long created,
        String model,
        List<Alternative> choices,
        @Nullable List<ChatMessage> messages) {

    /** The value of {@code object}. */
    public static final String OBJECT = "alternatives";
}
