package dev.attune.serving.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of value a template works with: None, Boolean, Long (BigInteger beyond it), Double, String, SafeText, List,
 * Tuple, Map, and what the engine itself makes. Nothing else gets in.
 */
final class Values {
    private static final int DEEPEST = 500;

    private Values() {}

    /** Copies a value of Java into kinds of ours. */
    static Object from(@Nullable Object value) {
        return from(value, 0);
    }

    private static Object from(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("values must not be nested deeper than " + DEEPEST);
        }
        if (value == null) {
            return None.NONE;
        }
        if (value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> dict = new LinkedHashMap<>();
            map.forEach((key, element) -> dict.put(from(key, depth + 1), from(element, depth + 1)));
            return dict;
        }
        if (value instanceof Collection<?> collection) {
            List<Object> list = new ArrayList<>(collection.size());
            collection.forEach(element -> list.add(from(element, depth + 1)));
            return list;
        }
        throw new IllegalArgumentException("a template takes text, numbers, booleans, lists and maps, was "
                + value.getClass().getName());
    }

    private static Object number(Number number) {
        if (number instanceof BigInteger integer) {
            return Arithmetic.narrow(integer);
        }
        return number instanceof Double || number instanceof Float || number instanceof BigDecimal
                ? (Object) number.doubleValue()
                : (Object) number.longValue();
    }

    static boolean truth(Object value) {
        if (value instanceof Boolean is) {
            return is;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value == None.NONE || value instanceof Undefined) {
            return false;
        }
        return size(value) != 0;
    }

    /** The number of elements, or of characters as Unicode counts them; −1 for what has no length. */
    static int size(Object value) {
        Object plain = SafeText.unwrap(value);
        if (plain instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        if (plain instanceof Collection<?> elements) {
            return elements.size();
        }
        if (plain instanceof Map<?, ?> dict) {
            return dict.size();
        }
        if (plain instanceof Tuple tuple) {
            return tuple.items().size();
        }
        if (plain instanceof DictView view) {
            return view.elements().size();
        }
        if (plain instanceof LoopState loop) {
            return loop.length();
        }
        return plain instanceof Undefined ? 0 : -1;
    }

    /** What may be a key of a dict: text that is marked safe is a key as text is. */
    static Object key(Object value) {
        Object key = SafeText.unwrap(value);
        if (!isHashable(key)) {
            throw new Failure("unhashable type: '" + typeName(key) + "'");
        }
        return key;
    }

    static boolean isHashable(Object value) {
        if (value instanceof Tuple tuple) {
            return tuple.items().stream().allMatch(Values::isHashable);
        }
        return !(value instanceof Map || (value instanceof List && !(value instanceof Range)));
    }

    static boolean isText(Object value) {
        return value instanceof String || value instanceof SafeText;
    }

    /** A whole number of Python's, of which True and False are two. */
    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
    }

    static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static String typeName(Object value) {
        if (isText(value)) {
            return value instanceof String ? "str" : "Markup";
        }
        if (isNumber(value)) {
            return value instanceof Boolean ? "bool" : value instanceof Double ? "float" : "int";
        }
        if (value instanceof List) {
            return value instanceof Range ? "range" : "list";
        }
        if (value instanceof DictView view) {
            return view.kind();
        }
        if (value instanceof Map) {
            return "dict";
        }
        if (value instanceof Tuple) {
            return "tuple";
        }
        if (value instanceof OneShot) {
            return "generator";
        }
        if (value == None.NONE) {
            return "NoneType";
        }
        return value instanceof Callable ? "function" : value.getClass().getSimpleName();
    }
}
