package dev.attune.serving.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All filters, by the names Jinja gives them; {@code tojson} is the one of chat templates, which escapes nothing. */
final class Filters {
    static final Operations ALL = new Operations()
            .add("default d", "default_value boolean", (value, args, render) -> {
                boolean missing = value instanceof Undefined || (args.truth(1) && !Values.truth(value));
                return missing ? args.or(0, "") : value;
            })
            .add("length count", "", (value, args, render) -> {
                if (Values.size(value) < 0) {
                    throw new Failure("'" + Values.typeName(value) + "' object has no length");
                }
                return (long) Values.size(value);
            })
            .add("string", "", (value, args, render) -> Values.isText(value) ? value : Printing.str(value))
            .add("safe", "", (value, args, render) -> new SafeText(Printing.str(value)))
            .add("escape e", "", (value, args, render) -> SafeText.of(value))
            .add("forceescape", "", (value, args, render) -> SafeText.escape(Printing.str(value)))
            .add("attr", "name", (value, args, render) -> {
                Object found = Access.attribute(value, args.text(0));
                boolean isEntry = value instanceof Map<?, ?> dict && found == dict.get(args.text(0));
                return isEntry ? Undefined.missing(value, args.text(0)) : found;
            })
            .add("tojson", "ensure_ascii indent separators sort_keys", Json::write)
            .add("int", "default base", (value, args, render) -> toInteger(value, args))
            .add("float", "default", (value, args, render) -> {
                Double number = toReal(value);
                return number == null ? args.or(0, 0.0) : number;
            })
            .add(
                    "abs",
                    "",
                    (value, args, render) -> Values.isNumber(value) && Comparison.compare(value, 0L) < 0
                            ? Arithmetic.negate(value)
                            : Arithmetic.affirm(value))
            .add("round", "precision method", (value, args, render) -> round(value, args))
            .addAll(TextFilters.ALL)
            .addAll(ListFilters.ALL)
            .addAll(EachFilters.ALL);

    private Filters() {}

    private static Object toInteger(Object value, Arguments.Bound args) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (Values.isInteger(value)) {
            return Arithmetic.narrow(Arithmetic.integer(value));
        }
        if (Values.isText(value)) {
            BigInteger whole = parse(Texts.strip(Printing.str(value), "", true, true), args.integer(1, 10));
            if (whole != null) {
                return Arithmetic.narrow(whole);
            }
        }
        Double number = toReal(value);
        if (number == null || number.isNaN() || (number.isInfinite() && Values.isText(value))) {
            return args.or(0, 0L);
        }
        if (number.isInfinite()) {
            throw new Failure("cannot convert infinity to a whole number");
        }
        return Arithmetic.narrow(new BigDecimal(number).toBigInteger());
    }

    private static @Nullable BigInteger parse(String text, int base) {
        String digits = text.replaceAll("(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])", "");
        String sign = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(0, 1) : "";
        digits = digits.substring(sign.length());
        String prefix = base == 16 ? "0[xX]" : base == 8 ? "0[oO]" : base == 2 ? "0[bB]" : "";
        digits = prefix.isEmpty() ? digits : digits.replaceFirst("^" + prefix, "");
        boolean readable = base >= Character.MIN_RADIX
                && base <= Character.MAX_RADIX
                && !digits.isEmpty()
                && digits.length() < 5000
                && digits.chars().allMatch(c -> Character.digit(c, base) >= 0);
        return readable ? new BigInteger((sign.equals("-") ? "-" : "") + digits, base) : null;
    }

    /** Null for what does not read as a number. */
    private static @Nullable Double toReal(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (Values.isNumber(value)) {
            return Arithmetic.real(value);
        }
        String text = Values.isText(value)
                ? Texts.lower(Texts.strip(Printing.str(value), "", true, true)).replaceAll("(?<=\\d)_(?=\\d)", "")
                : "";
        if (text.matches("[-+]?(inf|infinity|nan)")) {
            double size = text.endsWith("nan") ? Double.NaN : Double.POSITIVE_INFINITY;
            return text.startsWith("-") ? -size : size;
        }
        return text.matches("[-+]?(\\d{1,400}\\.?\\d{0,400}|\\.\\d{1,400})(e[-+]?\\d{1,400})?")
                ? Double.valueOf(text)
                : null;
    }

    private static Object round(Object value, Arguments.Bound args) {
        int precision = args.integer(0, 0);
        String method = args.has(1) ? args.text(1) : "common";
        if (!method.equals("common") && !method.equals("ceil") && !method.equals("floor")) {
            throw new Failure("method must be common, ceil or floor");
        }
        if (Math.abs(precision) > 400) {
            throw new Failure("precision must be in [-400, 400], was " + precision);
        }
        if (method.equals("common")) {
            return rounded(value, precision);
        }
        double scale = Math.pow(10, precision);
        double scaled = Arithmetic.real(value) * scale;
        return (method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled)) / scale;
    }

    /** Halves go to the even neighbour; a whole number stays one. */
    private static Object rounded(Object value, int precision) {
        if (Values.isInteger(value)) {
            BigDecimal number = new BigDecimal(Arithmetic.integer(value));
            return Arithmetic.narrow(number.setScale(Math.min(0, precision), RoundingMode.HALF_EVEN)
                    .toBigInteger());
        }
        double number = Arithmetic.real(value);
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return number;
        }
        double rounded = new BigDecimal(number)
                .setScale(precision, RoundingMode.HALF_EVEN)
                .doubleValue();
        return Math.copySign(rounded, number);
    }
}
