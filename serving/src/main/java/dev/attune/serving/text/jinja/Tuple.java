package dev.attune.serving.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's tuple; its places may have names, as those of a group by {@code groupby} have. */
record Tuple(List<Object> items, List<String> names) implements HasAttributes {
    static Tuple of(Object... items) {
        return new Tuple(List.of(items), List.of());
    }

    static Tuple of(List<Object> items) {
        return new Tuple(items, List.of());
    }

    @Override
    public @Nullable Object attribute(String name) {
        int place = names.indexOf(name);
        return place < 0 ? null : items.get(place);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tuple tuple && items.equals(tuple.items);
    }

    @Override
    public int hashCode() {
        return items.hashCode();
    }
}
