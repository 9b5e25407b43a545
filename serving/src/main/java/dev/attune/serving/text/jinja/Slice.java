package dev.attune.serving.text.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Which places of a sequence a slice takes.
 *
 * @param first of them
 * @param end before which they stop, or after which if they go backwards
 * @param stride from one to the next; never 0
 */
record Slice(int first, int end, int stride) {
    private static final BigInteger FURTHEST = BigInteger.valueOf(Integer.MAX_VALUE / 2);

    /** {@code owner[start:stop:step]}, of which each may be None. */
    static Object of(Object owner, Object start, Object stop, Object step, Render render) {
        if (owner instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Object whole = SafeText.unwrap(owner);
        if (!(whole instanceof String || whole instanceof List || whole instanceof Tuple)) {
            throw new Failure("'" + Values.typeName(whole) + "' object cannot be sliced");
        }
        Slice slice = within(Values.size(whole), start, stop, step);
        render.build(slice.count());
        if (whole instanceof String text) {
            return slice.of(text);
        }
        if (whole instanceof Range range) {
            return range.slice(slice);
        }
        return whole instanceof Tuple tuple ? Tuple.of(slice.of(tuple.items())) : slice.of((List<?>) whole);
    }

    private static Slice within(int size, Object start, Object stop, Object step) {
        int stride = bound(step, 1);
        if (stride == 0) {
            throw new Failure("slice step cannot be zero");
        }
        int first = place(start, stride > 0 ? 0 : size - 1, size, stride);
        int end = place(stop, stride > 0 ? size : -1, size, stride);
        return new Slice(first, end, stride);
    }

    private int count() {
        return Math.max(0, (end - first + stride - Integer.signum(stride)) / stride);
    }

    private static int place(Object value, int absent, int size, int stride) {
        if (value == None.NONE) {
            return absent;
        }
        int place = bound(value, 0);
        int fromStart = place < 0 ? place + size : place;
        return stride > 0 ? Math.max(0, Math.min(size, fromStart)) : Math.max(-1, Math.min(size - 1, fromStart));
    }

    private static int bound(Object value, int absent) {
        return value == None.NONE
                ? absent
                : Arithmetic.integer(value).min(FURTHEST).max(FURTHEST.negate()).intValue();
    }

    private String of(String text) {
        if (stride == 1 && text.length() == text.codePointCount(0, text.length())) {
            return text.substring(first, first + count());
        }
        int[] points = text.codePoints().toArray();
        StringBuilder slice = new StringBuilder();
        for (int i = 0; i < count(); i++) {
            slice.appendCodePoint(points[first + i * stride]);
        }
        return slice.toString();
    }

    private List<Object> of(List<?> items) {
        List<Object> slice = new ArrayList<>(count());
        for (int i = 0; i < count(); i++) {
            slice.add(items.get(first + i * stride));
        }
        return slice;
    }
}
