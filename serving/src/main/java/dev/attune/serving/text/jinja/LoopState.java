package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}. Looks one element ahead, and at all of them only when their number is asked for. */
final class LoopState implements HasAttributes, Callable {
    private Iterator<Object> remaining;
    private int length;
    private final int depth;
    private final @Nullable Callable again;
    private int index0 = -1;
    private @Nullable Object previous;
    private @Nullable Object current;
    private @Nullable Object next;
    private @Nullable Object lastChanged;

    /**
     * @param length of the elements; negative if not known
     * @param again runs the loop on other elements; null if it is not recursive
     */
    LoopState(Iterator<Object> elements, int length, int depth, @Nullable Callable again) {
        this.remaining = elements;
        this.length = length;
        this.depth = depth;
        this.again = again;
    }

    boolean advance() {
        Object coming = peek();
        if (coming == null) {
            return false;
        }
        next = null;
        previous = current;
        current = coming;
        index0++;
        return true;
    }

    Object current() {
        if (current == null) {
            throw new IllegalStateException("the loop has not begun");
        }
        return current;
    }

    private @Nullable Object peek() {
        if (next == null && remaining.hasNext()) {
            next = remaining.next();
        }
        return next;
    }

    int index() {
        return index0 + 1;
    }

    int length() {
        if (length < 0) {
            List<Object> rest = new ArrayList<>();
            remaining.forEachRemaining(rest::add);
            remaining = rest.iterator();
            length = index0 + 1 + (next == null ? 0 : 1) + rest.size();
        }
        return length;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "index" -> index0 + 1L;
            case "index0" -> (long) index0;
            case "revindex" -> (long) length() - index0;
            case "revindex0" -> length() - index0 - 1L;
            case "first" -> index0 == 0;
            case "last" -> peek() == null;
            case "length" -> (long) length();
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "previtem" -> previous == null ? new Undefined("there is no previous item") : previous;
            case "nextitem" -> peek() == null ? new Undefined("there is no next item") : peek();
            case "cycle" -> (Callable) (arguments, render) -> cycle(arguments.positional());
            case "changed" -> (Callable) (arguments, render) -> changed(Tuple.of(arguments.positional()));
            default -> null;
        };
    }

    private Object cycle(List<Object> items) {
        if (items.isEmpty()) {
            throw new Failure("no items for cycling given");
        }
        return items.get(index0 % items.size());
    }

    private boolean changed(Tuple values) {
        boolean changed = lastChanged == null || !Comparison.equal(lastChanged, values);
        lastChanged = values;
        return changed;
    }

    @Override
    public Object call(Arguments arguments, Render render) {
        if (again == null) {
            throw new Failure("the loop must be marked recursive to be called");
        }
        return again.call(arguments, render);
    }
}
