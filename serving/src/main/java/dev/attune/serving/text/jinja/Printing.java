package dev.attune.serving.text.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;

/** Values as text, the way Python's {@code str} and {@code repr} write them. */
final class Printing {
    private static final int DEEPEST = 500;
    private static final int MOST_DIGITS = 17;

    private Printing() {}

    static String str(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof SafeText safe) {
            return safe.text();
        }
        return value instanceof Undefined ? "" : repr(value);
    }

    static String repr(Object value) {
        return repr(value, 0);
    }

    private static String repr(Object value, int depth) {
        if (depth > DEEPEST) {
            throw new Failure("value is nested deeper than " + DEEPEST);
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        if (value instanceof Boolean is) {
            return is ? "True" : "False";
        }
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof Range || value instanceof Number) {
            return value.toString();
        }
        if (value instanceof Collection<?> list) {
            return elements(list, depth, "[", "]");
        }
        if (value instanceof Tuple tuple) {
            return elements(tuple.items(), depth, "(", tuple.items().size() == 1 ? ",)" : ")");
        }
        if (value instanceof Map<?, ?> dict) {
            return dict(dict, depth);
        }
        return special(value, depth);
    }

    private static String special(Object value, int depth) {
        if (value instanceof SafeText safe) {
            return "Markup(" + quoted(safe.text()) + ")";
        }
        if (value instanceof DictView view) {
            return view.kind() + elements(view.elements(), depth, "([", "])");
        }
        if (value instanceof Namespace namespace) {
            return "<Namespace " + dict(namespace.attributes(), depth) + ">";
        }
        if (value instanceof LoopState loop) {
            return "<LoopContext " + loop.index() + "/" + loop.length() + ">";
        }
        if (value instanceof Macro macro) {
            return "<Macro " + quoted(macro.name()) + ">";
        }
        return value == None.NONE
                ? "None"
                : value instanceof Undefined ? "Undefined" : "<" + Values.typeName(value) + " object>";
    }

    private static String elements(Collection<?> elements, int depth, String open, String close) {
        StringJoiner text = new StringJoiner(", ", open, close);
        elements.forEach(element -> text.add(repr(element, depth + 1)));
        return text.toString();
    }

    private static String dict(Map<?, ?> dict, int depth) {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        dict.forEach((key, value) -> text.add(repr(key, depth + 1) + ": " + repr(value, depth + 1)));
        return text.toString();
    }

    /** The shortest digits that read back as the same number; an exponent outside of 1e-4 … 1e16. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(value);
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        return NumberFormat.scientific(shortest, "e");
    }

    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(point -> {
            if (point == quote || point == '\\') {
                quoted.append('\\').append((char) point);
            } else if (point == '\n') {
                quoted.append("\\n");
            } else if (point == '\r') {
                quoted.append("\\r");
            } else if (point == '\t') {
                quoted.append("\\t");
            } else if (Characters.isPrintable(point)) {
                quoted.appendCodePoint(point);
            } else {
                quoted.append(Characters.escape(point));
            }
        });
        return quoted.append(quote).toString();
    }
}
