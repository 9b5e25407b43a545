package dev.attune.serving.text.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and their values. A loop round, a macro and a block each have a scope of their own inside the one around them. */
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, Object> variables = new HashMap<>();
    private final Render render;

    Scope(Render render) {
        this.outer = null;
        this.render = render;
    }

    private Scope(Scope outer) {
        this.outer = outer;
        this.render = outer.render;
    }

    Scope inner() {
        return new Scope(this);
    }

    Object lookup(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Object value = scope.variables.get(name);
            if (value != null) {
                return value;
            }
        }
        return Undefined.named(name);
    }

    void assign(String name, Object value) {
        variables.put(name, value);
    }

    Render render() {
        return render;
    }
}
