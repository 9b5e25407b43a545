package dev.attune.serving.text.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one value that a template may change: what {@code namespace()} makes. */
final class Namespace implements HasAttributes {
    private final Map<Object, Object> attributes;

    Namespace(Map<Object, Object> initial) {
        attributes = new LinkedHashMap<>(initial);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return attributes.get(name);
    }

    void put(String name, Object value) {
        attributes.put(name, value);
    }

    Map<Object, Object> attributes() {
        return attributes;
    }
}
