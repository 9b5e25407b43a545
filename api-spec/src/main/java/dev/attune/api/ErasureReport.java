package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** What an erasure did; {@code versions} learned from the user. */
public record ErasureReport(
        String object, long records, @JsonProperty("files_rewritten") boolean filesRewritten, List<Long> versions) {

    /** An erasure that is done. */
    public static ErasureReport of(long records, boolean filesRewritten, List<Long> versions) {
        return new ErasureReport("erasure", records, filesRewritten, versions);
    }
}
