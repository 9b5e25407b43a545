package dev.attune.serving.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Python's comparisons of values. */
final class Comparison {
    private Comparison() {}

    static boolean holds(String operator, Object left, Object right, Render render) {
        return switch (operator) {
            case "==" -> equal(left, right);
            case "!=" -> !equal(left, right);
            case "in" -> contains(right, left, render);
            case "not in" -> !contains(right, left, render);
            default -> isOrdered(operator, left, right);
        };
    }

    static boolean equal(Object a, Object b) {
        Object left = SafeText.unwrap(a);
        Object right = SafeText.unwrap(b);
        if (Values.isNumber(left) && Values.isNumber(right)) {
            return !isNan(left) && !isNan(right) && compareNumbers(left, right) == 0;
        }
        if (left instanceof Undefined) {
            return right instanceof Undefined;
        }
        if (left instanceof Range != right instanceof Range) {
            return false;
        }
        if (left instanceof List<?> x && right instanceof List<?> y) {
            return equalElements(x, y);
        }
        if (left instanceof Tuple x && right instanceof Tuple y) {
            return equalElements(x.items(), y.items());
        }
        if (left instanceof Map<?, ?> x && right instanceof Map<?, ?> y) {
            return equalEntries(x, y);
        }
        return left.equals(right);
    }

    private static boolean equalElements(List<?> left, List<?> right) {
        Iterator<?> others = right.iterator();
        return left.size() == right.size() && left.stream().allMatch(element -> equal(element, others.next()));
    }

    private static boolean equalEntries(Map<?, ?> left, Map<?, ?> right) {
        return left.size() == right.size()
                && left.entrySet().stream().allMatch(entry -> {
                    Object other = right.get(entry.getKey());
                    return other != null && equal(entry.getValue(), other);
                });
    }

    private static boolean isNan(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    private static int compareNumbers(Object left, Object right) {
        if (left instanceof Double || right instanceof Double) {
            double a = Arithmetic.real(left);
            double b = Arithmetic.real(right);
            return (left instanceof Double && right instanceof Double) || Double.isInfinite(a) || Double.isInfinite(b)
                    ? (a < b ? -1 : a > b ? 1 : 0)
                    : decimal(left).compareTo(decimal(right));
        }
        return Arithmetic.integer(left).compareTo(Arithmetic.integer(right));
    }

    private static BigDecimal decimal(Object number) {
        return number instanceof Double real
                ? new BigDecimal(real)
                : new BigDecimal(number instanceof BigInteger big ? big : Arithmetic.integer(number));
    }

    private static boolean isOrdered(String operator, Object left, Object right) {
        if (Values.isNumber(left) && Values.isNumber(right) && (isNan(left) || isNan(right))) {
            return false;
        }
        int order = compare(left, right);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** The order of two values; fails for values that have none. */
    static int compare(Object a, Object b) {
        Object left = SafeText.unwrap(a);
        Object right = SafeText.unwrap(b);
        if (Values.isNumber(left) && Values.isNumber(right)) {
            return compareNumbers(left, right);
        }
        if (left instanceof String x && right instanceof String y) {
            return compareTexts(x, y);
        }
        if (left instanceof List<?> x && right instanceof List<?> y && !(x instanceof Range || y instanceof Range)) {
            return compareElements(x, y);
        }
        if (left instanceof Tuple x && right instanceof Tuple y) {
            return compareElements(x.items(), y.items());
        }
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        throw new Failure("'" + Values.typeName(left) + "' and '" + Values.typeName(right) + "' have no order");
    }

    /** By code points, which differs from Java's order past U+FFFF. */
    private static int compareTexts(String left, String right) {
        int same = 0;
        int shorter = Math.min(left.length(), right.length());
        while (same < shorter && left.charAt(same) == right.charAt(same)) {
            same++;
        }
        if (same == shorter) {
            return Integer.compare(left.length(), right.length());
        }
        char a = left.charAt(same);
        char b = right.charAt(same);
        return Character.isSurrogate(a) == Character.isSurrogate(b)
                ? Character.compare(a, b)
                : Character.isSurrogate(a) ? 1 : -1;
    }

    private static int compareElements(List<?> left, List<?> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            if (!equal(left.get(i), right.get(i))) {
                return compare(left.get(i), right.get(i));
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    static boolean contains(Object container, Object value, Render render) {
        Object whole = SafeText.unwrap(container);
        if (whole instanceof String text) {
            if (!Values.isText(value)) {
                throw Failure.wrongType("'in' looks for text within text", value);
            }
            return text.contains(Printing.str(value));
        }
        if (whole instanceof Map<?, ?> dict) {
            return dict.containsKey(Values.key(value));
        }
        for (Iterator<Object> elements = Iteration.over(whole, render); elements.hasNext(); ) {
            if (equal(elements.next(), value)) {
                return true;
            }
        }
        return false;
    }
}
