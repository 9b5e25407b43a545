package dev.attune.serving.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code text % values}. */
final class PercentFormat {
    private static final Pattern PLACE =
            Pattern.compile("%(?:\\(([^)]*)\\))?([-+ 0#]*)(\\*|\\d+)?(?:\\.(\\*|\\d*))?[hlL]?(.?)", Pattern.DOTALL);

    private final Object values;
    private final Iterator<Object> remaining;
    private final Render render;

    private PercentFormat(Object values, Render render) {
        this.values = values;
        this.remaining = (values instanceof Tuple tuple ? tuple.items() : List.of(values)).iterator();
        this.render = render;
    }

    static String format(String format, Object values, Render render) {
        return new PercentFormat(values, render).format(format);
    }

    private String format(String format) {
        Matcher place = PLACE.matcher(format);
        StringBuilder text = new StringBuilder();
        int from = 0;
        while (place.find(from)) {
            text.append(format, from, place.start()).append(fill(place));
            from = place.end();
        }
        if (remaining.hasNext() && !takesNames()) {
            throw new Failure("not all arguments converted during string formatting");
        }
        return text.append(format, from, format.length()).toString();
    }

    /** Python takes whatever can be indexed, but for tuples and text, for something with names. */
    private boolean takesNames() {
        return values instanceof Map || values instanceof List || values instanceof Undefined;
    }

    private String fill(Matcher place) {
        if (place.group(5).equals("%")) {
            return "%";
        }
        if (place.group(5).isEmpty()) {
            throw new Failure("incomplete format");
        }
        int width = count(place.group(3), 0);
        String precisionText = place.group(4);
        int precision = precisionText != null && precisionText.isEmpty() ? 0 : count(precisionText, -1);
        boolean left = place.group(2).contains("-") || width < 0;
        String digits = convert(place, place.group(5).charAt(0), value(place.group(1)), precision);
        return padded(digits, Math.abs(width), left, place);
    }

    private String padded(String text, int width, boolean left, Matcher place) {
        boolean isNumber = "diufFeEgGxXo".contains(place.group(5));
        if (place.group(2).contains("0") && isNumber && !left) {
            return Texts.fillWithZeros(text.replace(' ', '+'), width, render)
                    .replace('+', place.group(2).contains("+") ? '+' : text.startsWith(" ") ? ' ' : '+');
        }
        return Texts.pad(text, width, " ", left ? '<' : '>', render);
    }

    private int count(@Nullable String digits, int absent) {
        if (digits == null) {
            return absent;
        }
        BigInteger count = digits.equals("*") ? Arithmetic.integer(next()) : new BigInteger(digits);
        if (count.bitLength() >= Integer.SIZE - 1) {
            throw new Failure("width or precision is too large");
        }
        return count.intValue();
    }

    private Object value(@Nullable String name) {
        if (name == null) {
            return next();
        }
        if (!(values instanceof Map<?, ?> dict)) {
            throw new Failure("format requires a mapping");
        }
        Object value = dict.get(name);
        if (value == null) {
            throw new Failure("no value for '" + name + "'");
        }
        return value;
    }

    private Object next() {
        if (!remaining.hasNext()) {
            throw new Failure("not enough arguments for format string");
        }
        return remaining.next();
    }

    private static String convert(Matcher place, char letter, Object value, int precision) {
        return switch (letter) {
            case 's' -> cut(Printing.str(value), precision);
            case 'r', 'a' -> cut(Printing.repr(value), precision);
            case 'c' ->
                Values.isText(value)
                        ? Printing.str(value)
                        : Character.toString(Arithmetic.integer(value).intValue());
            case 'd', 'i', 'u' -> signed(place, whole(value), 10, precision);
            case 'x' -> signed(place, Arithmetic.integer(value), 16, precision);
            case 'X' -> signed(place, Arithmetic.integer(value), 16, precision).toUpperCase(Locale.ROOT);
            case 'o' -> signed(place, Arithmetic.integer(value), 8, precision);
            case 'e', 'E', 'f', 'F', 'g', 'G' -> signed(place, Arithmetic.real(value), letter, precision);
            default -> throw new Failure("unsupported format character '" + letter + "'");
        };
    }

    private static String cut(String text, int precision) {
        return precision < 0 || text.codePointCount(0, text.length()) <= precision
                ? text
                : text.substring(0, text.offsetByCodePoints(0, precision));
    }

    private static BigInteger whole(Object value) {
        if (value instanceof Double real && !real.isNaN() && !real.isInfinite()) {
            return new BigDecimal(real).toBigInteger();
        }
        return Arithmetic.integer(value);
    }

    private static String signed(Matcher place, BigInteger value, int radix, int precision) {
        String digits = value.abs().toString(radix);
        String zeros = "0".repeat(Math.max(0, Math.min(precision, 1000) - digits.length()));
        String prefix = place.group(2).contains("#") ? (radix == 16 ? "0x" : radix == 8 ? "0o" : "") : "";
        return sign(place, value.signum() < 0) + prefix + zeros + digits;
    }

    private static String signed(Matcher place, double value, char letter, int precision) {
        boolean negative = value < 0 || (value == 0 && 1 / value < 0);
        return sign(place, negative) + NumberFormat.real(value, letter, precision < 0 ? 6 : precision);
    }

    private static String sign(Matcher place, boolean negative) {
        return negative
                ? "-"
                : place.group(2).contains("+") ? "+" : place.group(2).contains(" ") ? " " : "";
    }
}
