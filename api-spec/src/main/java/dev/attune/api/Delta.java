package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A piece of the model's turn. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Delta(@Nullable String role, @Nullable String content) {

    /** Says who speaks, before the first text. */
    public static final Delta FIRST = new Delta("assistant", "");

    /** Stands in the chunk that ends an answer. */
    public static final Delta LAST = new Delta(null, null);

    /** A piece of text. */
    public static Delta text(String content) {
        return new Delta(null, content);
    }
}
