package dev.attune.serving.text.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Digits of numbers, without sign or padding, for the letters of Python's formats. */
final class NumberFormat {
    private static final int MOST_DIGITS = 1000;

    private NumberFormat() {}

    /**
     * @param letter one of e, f, g or % in either case
     * @param precision digits after the point, or all that count for g
     */
    static String real(double value, char letter, int precision) {
        if (precision > MOST_DIGITS) {
            throw new Failure("precision must be at most " + MOST_DIGITS + ", was " + precision);
        }
        boolean upper = Character.isUpperCase(letter);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            String word = Double.isNaN(value) ? "nan" : "inf";
            return upper ? word.toUpperCase(Locale.ROOT) : word;
        }
        BigDecimal number = new BigDecimal(Math.abs(value));
        return switch (Character.toLowerCase(letter)) {
            case 'f' -> fixed(number, precision);
            case '%' -> fixed(number.scaleByPowerOfTen(2), precision) + "%";
            case 'e' -> exponential(number, precision, upper ? "E" : "e");
            default -> general(number, Math.max(1, precision), upper ? "E" : "e");
        };
    }

    private static String fixed(BigDecimal number, int precision) {
        return number.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String exponential(BigDecimal number, int precision, String mark) {
        if (number.signum() == 0) {
            return fixed(number, precision) + mark + "+00";
        }
        BigDecimal rounded = number.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        return fixed(rounded.movePointLeft(exponent), precision) + exponent(exponent, mark);
    }

    private static String general(BigDecimal number, int precision, String mark) {
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal rounded =
                number.round(new MathContext(precision, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return exponent < -4 || exponent >= precision ? scientific(rounded, mark) : rounded.toPlainString();
    }

    /** One digit, a point if more follow, an exponent of two digits or more. */
    static String scientific(BigDecimal number, String mark) {
        int exponent = number.precision() - number.scale() - 1;
        return number.movePointLeft(exponent).toPlainString() + exponent(exponent, mark);
    }

    private static String exponent(int exponent, String mark) {
        return mark + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
