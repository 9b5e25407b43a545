package dev.attune.api;

import java.util.List;

/** The models that are served. */
public record ModelList(String object, List<Model> data) {

    /** A list of these models. */
    public static ModelList of(List<Model> models) {
        return new ModelList("list", List.copyOf(models));
    }
}
