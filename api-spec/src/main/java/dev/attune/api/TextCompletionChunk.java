package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event of streamed completions. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TextCompletionChunk(
        String id,
        String object,
        long created,
        String model,
        @JsonProperty("system_fingerprint") String systemFingerprint,
        List<TextChunkChoice> choices,
        @Nullable ChunkUsage usage) {}
