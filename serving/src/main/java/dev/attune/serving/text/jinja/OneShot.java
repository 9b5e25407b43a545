package dev.attune.serving.text.jinja;

import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What filters such as {@code map} and {@code select} give: elements to be walked through once, made on demand. A failure to
 * make them shows when somebody looks.
 */
final class OneShot {
    private final Supplier<Iterator<Object>> source;
    private @Nullable Iterator<Object> remaining;

    OneShot(Supplier<Iterator<Object>> source) {
        this.source = source;
    }

    Iterator<Object> remaining() {
        if (remaining == null) {
            remaining = source.get();
        }
        return remaining;
    }
}
