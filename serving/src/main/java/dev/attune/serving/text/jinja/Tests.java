package dev.attune.serving.text.jinja;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** All tests, by the names Jinja gives them. */
final class Tests {
    static final Operations ALL = new Operations()
            .add("defined", "", (value, args, render) -> !(value instanceof Undefined))
            .add("undefined", "", (value, args, render) -> value instanceof Undefined)
            .add("none", "", (value, args, render) -> value == None.NONE)
            .add("boolean", "", (value, args, render) -> value instanceof Boolean)
            .add("true", "", (value, args, render) -> Boolean.TRUE.equals(value))
            .add("false", "", (value, args, render) -> Boolean.FALSE.equals(value))
            .add("integer", "", (value, args, render) -> Values.isInteger(value) && !(value instanceof Boolean))
            .add("float", "", (value, args, render) -> value instanceof Double)
            .add("number", "", (value, args, render) -> Values.isNumber(value))
            .add("string", "", (value, args, render) -> Values.isText(value))
            .add("mapping", "", (value, args, render) -> value instanceof Map)
            .add("iterable", "", (value, args, render) -> Iteration.isPossible(value))
            .add(
                    "sequence",
                    "",
                    (value, args, render) -> Values.isText(value)
                            || value instanceof Map
                            || value instanceof List
                            || value instanceof Tuple
                            || value instanceof Undefined)
            .add("callable", "", (value, args, render) -> value instanceof Callable || value instanceof Undefined)
            .add("escaped", "", (value, args, render) -> value instanceof SafeText)
            .add("sameas", "other", (value, args, render) -> isSame(value, args.get(0)))
            .add("filter", "", (value, args, render) -> Filters.ALL.find(Printing.str(value)) != null)
            .add("test", "", (value, args, render) -> isTest(value))
            .add("lower", "", (value, args, render) -> Texts.isLower(Printing.str(value)))
            .add("upper", "", (value, args, render) -> Texts.isUpper(Printing.str(value)))
            .add("odd", "", (value, args, render) -> Comparison.equal(remainder(value, 2L, render), 1L))
            .add("even", "", (value, args, render) -> Comparison.equal(remainder(value, 2L, render), 0L))
            .add(
                    "divisibleby",
                    "num",
                    (value, args, render) -> Comparison.equal(remainder(value, args.get(0), render), 0L))
            .add("in", "seq", (value, args, render) -> Comparison.contains(args.get(0), value, render))
            .add("== eq equalto", "other", (value, args, render) -> Comparison.equal(value, args.get(0)))
            .add("!= ne", "other", (value, args, render) -> !Comparison.equal(value, args.get(0)))
            .add("> gt greaterthan", "other", (value, args, render) -> holds(">", value, args, render))
            .add(">= ge", "other", (value, args, render) -> holds(">=", value, args, render))
            .add("< lt lessthan", "other", (value, args, render) -> holds("<", value, args, render))
            .add("<= le", "other", (value, args, render) -> holds("<=", value, args, render));

    private Tests() {}

    private static boolean isTest(Object value) {
        return ALL.find(Printing.str(value)) != null;
    }

    private static boolean holds(String operator, Object value, Arguments.Bound args, Render render) {
        return Comparison.holds(operator, value, args.get(0), render);
    }

    private static Object remainder(Object value, Object divisor, Render render) {
        return Arithmetic.apply("%", value, divisor, render);
    }

    /** Small numbers and short texts are one object each in Python, mostly; the others are themselves only. */
    private static boolean isSame(Object value, Object other) {
        boolean isPlain = value instanceof String || (value instanceof Number && !(value instanceof BigInteger));
        return value == other || (isPlain && value.equals(other));
    }
}
