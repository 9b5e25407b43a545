package dev.attune.serving.text.jinja;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts of values: attributes and items. What is not there is undefined; a part of what is not there fails. */
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
        boolean isPlain = text.length() == Values.size(text);
        return Character.toString(text.codePointAt(isPlain ? index : text.offsetByCodePoints(0, index)));
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
}
