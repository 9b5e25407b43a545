package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of one of several answers that are written side by side. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlternativesChunk(
        String id,
        String object,
        long created,
        String model,
        List<AlternativeChunkChoice> choices,
        @Nullable List<ChatMessage> messages) {

    /** The value of {@code object}. */
    public static final String OBJECT = "alternatives.chunk";
}
