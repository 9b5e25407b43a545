package dev.attune.serving.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Python's arithmetic operators do to values: numbers, and the few of them that text and lists know. */
final class Arithmetic {
    /** Of a whole number. Python, too, refuses to print more than about so many. */
    private static final int MOST_BITS = 1 << 14;

    private Arithmetic() {}

    static Object apply(String operator, Object left, Object right, Render render) {
        Object special = beyondNumbers(operator, left, right, render);
        if (special != null) {
            return special;
        }
        if (left instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!Values.isNumber(left) || !Values.isNumber(right)) {
            throw new Failure("unsupported operand types for " + operator + ": '" + Values.typeName(left) + "' and '"
                    + Values.typeName(right) + "'");
        }
        return Values.isInteger(left) && Values.isInteger(right)
                ? whole(operator, integer(left), integer(right))
                : real(operator, real(left), real(right));
    }

    /** Null for what is a matter of numbers. */
    private static @Nullable Object beyondNumbers(String operator, Object left, Object right, Render render) {
        if (operator.equals("%") && Values.isText(left)) {
            return render.built(PercentFormat.format(Printing.str(left), right, render));
        }
        if (operator.equals("+")) {
            return joined(left, right, render);
        }
        if (operator.equals("*") && Values.isInteger(right)) {
            return repeated(left, right, render);
        }
        return operator.equals("*") && Values.isInteger(left) ? repeated(right, left, render) : null;
    }

    private static @Nullable Object joined(Object left, Object right, Render render) {
        if (left instanceof String a && right instanceof String b) {
            render.build((long) a.length() + b.length());
            return a + b;
        }
        if (Values.isText(left) && Values.isText(right)) {
            return new SafeText(
                    render.built(SafeText.of(left).text() + SafeText.of(right).text()));
        }
        if (isList(left) && isList(right)) {
            return concatenated((List<?>) left, (List<?>) right, render);
        }
        return left instanceof Tuple a && right instanceof Tuple b
                ? Tuple.of(concatenated(a.items(), b.items(), render))
                : null;
    }

    private static boolean isList(Object value) {
        return value instanceof List && !(value instanceof Range);
    }

    private static List<Object> concatenated(List<?> left, List<?> right, Render render) {
        render.build((long) left.size() + right.size());
        List<Object> all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }

    private static @Nullable Object repeated(Object value, Object times, Render render) {
        int count = integer(times).signum() < 0
                ? 0
                : integer(times).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
        if (Values.isText(value)) {
            String text = Printing.str(value);
            render.build((long) text.length() * count);
            return value instanceof String ? text.repeat(count) : new SafeText(text.repeat(count));
        }
        if (isList(value)) {
            return repeated((List<?>) value, count, render);
        }
        return value instanceof Tuple tuple ? Tuple.of(repeated(tuple.items(), count, render)) : null;
    }

    private static List<Object> repeated(List<?> items, int count, Render render) {
        render.build((long) items.size() * count);
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < count && !items.isEmpty(); i++) {
            all.addAll(items);
        }
        return all;
    }

    private static Object whole(String operator, BigInteger left, BigInteger right) {
        return switch (operator) {
            case "+" -> narrow(left.add(right));
            case "-" -> narrow(left.subtract(right));
            case "*" -> narrow(left.multiply(right));
            case "/" -> quotient(left, nonZero(right));
            case "//" -> narrow(floorDivide(left, nonZero(right)));
            case "%" -> narrow(left.subtract(floorDivide(left, nonZero(right)).multiply(right)));
            default -> power(left, right);
        };
    }

    private static Object quotient(BigInteger left, BigInteger right) {
        return new BigDecimal(left)
                .divide(new BigDecimal(right), MathContext.DECIMAL128)
                .doubleValue();
    }

    private static BigInteger floorDivide(BigInteger left, BigInteger right) {
        BigInteger[] parts = left.divideAndRemainder(right);
        return parts[1].signum() * right.signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static BigInteger nonZero(BigInteger divisor) {
        if (divisor.signum() == 0) {
            throw new Failure("division by zero");
        }
        return divisor;
    }

    private static Object power(BigInteger base, BigInteger exponent) {
        if (exponent.signum() < 0) {
            return real("**", base.doubleValue(), exponent.doubleValue());
        }
        boolean staysSmall = base.abs().compareTo(BigInteger.ONE) <= 0;
        if (!staysSmall && (base.bitLength() - 1) * exponent.doubleValue() > MOST_BITS) {
            throw new Failure("a whole number has more than " + MOST_BITS + " bits");
        }
        boolean matters = !staysSmall || exponent.signum() == 0;
        return narrow(base.pow(matters ? exponent.intValue() : exponent.testBit(0) ? 1 : 2));
    }

    private static Object real(String operator, double left, double right) {
        boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
        if ((divides && right == 0) || (operator.equals("**") && left == 0 && right < 0)) {
            throw new Failure("division by zero");
        }
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "//" -> floorQuotient(left, right);
            case "%" -> floorRemainder(left, right);
            default -> realPower(left, right);
        };
    }

    private static double floorQuotient(double left, double right) {
        double quotient = (left - floorRemainder(left, right)) / right;
        return quotient == 0 ? Math.copySign(0.0, left / right) : Math.rint(quotient);
    }

    /** Has the sign of the divisor. */
    private static double floorRemainder(double left, double right) {
        double remainder = left % right;
        if (remainder != 0) {
            return (remainder < 0) == (right < 0) ? remainder : remainder + right;
        }
        return Math.copySign(0.0, right);
    }

    private static double realPower(double base, double exponent) {
        double power = Math.pow(base, exponent);
        if (Double.isNaN(power) && !Double.isNaN(base) && !Double.isNaN(exponent)) {
            throw new Failure("complex numbers are not supported");
        }
        if (Double.isInfinite(power) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
            throw new Failure("numerical result out of range");
        }
        return power;
    }

    static Object negate(Object value) {
        return switchSign(value, true);
    }

    /** Unary plus: makes a number of True and False and refuses all but numbers. */
    static Object affirm(Object value) {
        return switchSign(value, false);
    }

    private static Object switchSign(Object value, boolean negative) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!Values.isNumber(value)) {
            throw Failure.wrongType("a sign needs a number", value);
        }
        if (value instanceof Double number) {
            return negative ? -number : number;
        }
        return narrow(negative ? integer(value).negate() : integer(value));
    }

    static BigInteger integer(Object value) {
        if (value instanceof BigInteger big) {
            return big;
        }
        if (value instanceof Boolean is) {
            return is ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (value instanceof Long number) {
            return BigInteger.valueOf(number);
        }
        throw value instanceof Undefined undefined
                ? undefined.failure()
                : Failure.wrongType("expected a whole number", value);
    }

    static double real(Object value) {
        return value instanceof Double number ? number : integer(value).doubleValue();
    }

    static Object narrow(BigInteger value) {
        if (value.bitLength() > MOST_BITS) {
            throw new Failure("a whole number has more than " + MOST_BITS + " bits");
        }
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }
}
