package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The {@code usage} key of a chunk whose client asked for usage: JSON null until the last chunk. Without this wrapper a key
 * that says null and a key that is not there could not be told apart.
 */
public record ChunkUsage(@JsonValue @Nullable Usage value) {

    /** The key is there and says null. */
    public static final ChunkUsage NOT_YET = new ChunkUsage(null);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ChunkUsage fromJson(Usage usage) {
        return new ChunkUsage(usage);
    }
}
