package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One version of the model, as its manifest describes it; {@code created} is in seconds since 1970. */
public record PolicyVersion(
        String object,
        long version,
        long created,
        String standing,
        @Nullable Long parent,
        @JsonProperty("parent_sha256") @Nullable String parentSha256,
        Map<String, Object> files,
        Map<String, Object> details) {}
