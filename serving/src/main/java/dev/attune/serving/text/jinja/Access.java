package dev.attune.serving.text.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts of values: attributes, items and slices. What is not there is undefined; a part of what is not there fails. */
final class Access {
    private Access() {}

    /** {@code owner.name}: methods come before the entries of a dict. */
    static Object attribute(Object owner, String name) {
        if (owner instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Object member = member(owner, name);
        if (member != null) {
            return member;
        }
        Object entry = owner instanceof Map<?, ?> dict ? dict.get(name) : null;
        return entry != null ? entry : Undefined.missing(owner, name);
    }

    /** {@code owner[key]}: the entries of a dict come before its methods. */
    static Object item(Object owner, Object key) {
        if (owner instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Object element = element(owner, key);
        if (element == null && Values.isText(key)) {
            element = member(owner, Printing.str(key));
        }
        return element != null ? element : Undefined.missing(owner, key);
    }

    private static @Nullable Object element(Object owner, Object key) {
        if (owner instanceof Map<?, ?> dict) {
            return Values.isHashable(key) ? dict.get(Values.key(key)) : null;
        }
        if (!Values.isInteger(key)) {
            return null;
        }
        int size = size(owner);
        BigInteger index = Arithmetic.integer(key);
        if (index.signum() < 0) {
            index = index.add(BigInteger.valueOf(size));
        }
        return index.signum() >= 0 && index.compareTo(BigInteger.valueOf(size)) < 0
                ? element(owner, index.intValue())
                : null;
    }

    /** The number of places that can be indexed. */
    private static int size(Object owner) {
        return owner instanceof List || owner instanceof Tuple || Values.isText(owner) ? Values.size(owner) : 0;
    }

    private static Object element(Object owner, int index) {
        if (owner instanceof List<?> list) {
            return list.get(index);
        }
        if (owner instanceof Tuple tuple) {
            return tuple.items().get(index);
        }
        String text = Printing.str(owner);
        return Character.toString(text.codePointAt(text.offsetByCodePoints(0, index)));
    }

    private static @Nullable Object member(Object owner, String name) {
        if (owner instanceof HasAttributes named && named.attribute(name) != null) {
            return named.attribute(name);
        }
        Operations methods = Methods.of(owner);
        Operations.Operation method = methods.find(name);
        if (method == null) {
            return null;
        }
        return method == Methods.UNSAFE ? Undefined.unsafe(owner, name) : new BoundMethod(owner, method);
    }

    private record BoundMethod(Object owner, Operations.Operation method) implements Callable {
        @Override
        public Object call(Arguments arguments, Render render) {
            return method.apply(owner, arguments, render);
        }
    }

    static Object slice(Object owner, Object start, Object stop, Object step) {
        if (owner instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Object whole = SafeText.unwrap(owner);
        if (whole instanceof String text) {
            int[] points = text.codePoints().toArray();
            StringBuilder slice = new StringBuilder();
            for (int index : indices(points.length, start, stop, step)) {
                slice.appendCodePoint(points[index]);
            }
            return slice.toString();
        }
        if (!(whole instanceof List || whole instanceof Tuple)) {
            throw new Failure("'" + Values.typeName(whole) + "' object cannot be sliced");
        }
        List<?> items = whole instanceof Tuple tuple ? tuple.items() : (List<?>) whole;
        List<Object> slice = new ArrayList<>();
        for (int index : indices(items.size(), start, stop, step)) {
            slice.add(items.get(index));
        }
        return whole instanceof Tuple ? Tuple.of(slice) : slice;
    }

    private static List<Integer> indices(int size, Object start, Object stop, Object step) {
        int stride = bound(step, 1, Integer.MAX_VALUE / 2);
        if (stride == 0) {
            throw new Failure("slice step cannot be zero");
        }
        int first = place(start, stride > 0 ? 0 : size - 1, size, stride);
        int end = place(stop, stride > 0 ? size : -1, size, stride);
        List<Integer> indices = new ArrayList<>();
        for (long i = first; stride > 0 ? i < end : i > end; i += stride) {
            indices.add((int) i);
        }
        return indices;
    }

    private static int place(Object value, int absent, int size, int stride) {
        if (value == None.NONE) {
            return absent;
        }
        int place = bound(value, 0, Integer.MAX_VALUE / 2);
        int fromStart = place < 0 ? place + size : place;
        return stride > 0 ? Math.max(0, Math.min(size, fromStart)) : Math.max(-1, Math.min(size - 1, fromStart));
    }

    private static int bound(Object value, int absent, int most) {
        if (value == None.NONE) {
            return absent;
        }
        BigInteger limit = BigInteger.valueOf(most);
        return Arithmetic.integer(value).min(limit).max(limit.negate()).intValue();
    }
}
