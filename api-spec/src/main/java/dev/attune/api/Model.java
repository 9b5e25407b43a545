package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A served model; {@code created} is when it was loaded, in seconds since 1970. */
public record Model(
        String id,
        String object,
        long created,
        @JsonProperty("owned_by") String ownedBy,
        @JsonProperty("max_model_len") int maxModelLen) {

    /** A model of this server. */
    public static Model of(String id, long created, int maxModelLen) {
        return new Model(id, "model", created, "attune", maxModelLen);
    }
}
