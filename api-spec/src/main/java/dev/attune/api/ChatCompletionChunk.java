package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event of a streamed answer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatCompletionChunk(
        String id,
        String object,
        long created,
        String model,
        @JsonProperty("system_fingerprint") String systemFingerprint,
        List<ChunkChoice> choices,
        @Nullable ChunkUsage usage,
        @JsonProperty("prompt_token_ids") @Nullable List<Integer> promptTokenIds) {

    /** The value of {@code object}. */
    public static final String OBJECT = "chat.completion.chunk";
}
