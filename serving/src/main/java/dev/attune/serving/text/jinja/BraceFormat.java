package dev.attune.serving.text.jinja;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code text.format(values)}. */
final class BraceFormat {
    private static final Pattern FIELD = Pattern.compile("([^.\\[]*)((?:\\.[^.\\[]+|\\[[^\\]]+\\])*)");
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\[([^\\]]+)\\]");
    private static final Pattern SPEC = Pattern.compile(
            "(?:(.)?([<>=^]))?([-+ ]?)(#?)(0?)(\\d{0,9})([,_]?)(?:\\.(\\d{1,9}))?([a-zA-Z%]?)", Pattern.DOTALL);

    private final Arguments arguments;
    private final Render render;
    private int next;

    private BraceFormat(Arguments arguments, Render render) {
        this.arguments = arguments;
        this.render = render;
    }

    static String format(String format, Arguments arguments, Render render) {
        return render.built(new BraceFormat(arguments, render).format(format, 0));
    }

    private String format(String format, int depth) {
        if (depth > 2) {
            throw new Failure("fields are nested too deep");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            boolean doubled = i + 1 < format.length() && format.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                text.append(c);
                i++;
            } else if (c == '{') {
                int end = end(format, i);
                text.append(field(format.substring(i + 1, end), depth));
                i = end;
            } else if (c == '}') {
                throw new Failure("single '}' in format string");
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static int end(String format, int start) {
        int open = 0;
        for (int i = start; i < format.length(); i++) {
            open += format.charAt(i) == '{' ? 1 : format.charAt(i) == '}' ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        throw new Failure("expected '}' before end of string");
    }

    private String field(String field, int depth) {
        int colon = field.indexOf(':');
        String spec = colon < 0 ? "" : format(field.substring(colon + 1), depth + 1);
        String name = colon < 0 ? field : field.substring(0, colon);
        int bang = name.indexOf('!');
        String conversion = bang < 0 ? "" : name.substring(bang + 1);
        Object value = value(bang < 0 ? name : name.substring(0, bang));
        return switch (conversion) {
            case "" -> shaped(value, spec);
            case "s" -> shaped(Printing.str(value), spec);
            case "r", "a" -> shaped(Printing.repr(value), spec);
            default -> throw new Failure("unknown conversion '" + conversion + "'");
        };
    }

    private Object value(String name) {
        Matcher field = FIELD.matcher(name);
        if (!field.matches()) {
            throw new Failure("cannot read the field '" + name + "'");
        }
        Object value = first(field.group(1));
        for (Matcher step = STEP.matcher(field.group(2)); step.find(); ) {
            String key = step.group(2);
            value = key == null
                    ? Access.attribute(value, step.group(1))
                    : Access.item(value, key.matches("\\d{1,9}") ? (Object) Long.parseLong(key) : key);
        }
        return value;
    }

    private Object first(String name) {
        if (name.isEmpty() || name.matches("\\d{1,9}")) {
            int place = name.isEmpty() ? next++ : Integer.parseInt(name);
            if (place >= arguments.positional().size()) {
                throw new Failure("no value for place " + place + " of the format");
            }
            return arguments.positional().get(place);
        }
        Object value = arguments.named().get(name);
        if (value == null) {
            throw new Failure("no value for '" + name + "'");
        }
        return value;
    }

    private String shaped(Object value, String spec) {
        if (spec.isEmpty()) {
            return Printing.str(value);
        }
        Matcher parts = SPEC.matcher(spec);
        if (!parts.matches()) {
            throw new Failure("invalid format '" + spec + "'");
        }
        boolean isNumber = Values.isNumber(value)
                && !(value instanceof Boolean && parts.group(9).isEmpty());
        String text = isNumber ? number(value, parts) : text(value, parts);
        boolean zeros = !parts.group(5).isEmpty() && parts.group(2) == null;
        char alignment = parts.group(2) != null ? parts.group(2).charAt(0) : zeros ? '=' : isNumber ? '>' : '<';
        String fill = parts.group(1) != null ? parts.group(1) : zeros ? "0" : " ";
        int width = parts.group(6).isEmpty() ? 0 : Integer.parseInt(parts.group(6));
        int sign = alignment == '=' && !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
        if (alignment == '^') {
            int missing = Math.max(0, width - text.codePointCount(0, text.length()));
            render.build(missing);
            return fill.repeat(missing / 2) + text + fill.repeat(missing - missing / 2);
        }
        return text.substring(0, sign)
                + Texts.pad(text.substring(sign), width - sign, fill, alignment == '=' ? '>' : alignment, render);
    }

    private static String text(Object value, Matcher parts) {
        if (!parts.group(9).isEmpty() && !parts.group(9).equals("s")) {
            throw new Failure("unknown format '" + parts.group(9) + "' for text");
        }
        String text = Printing.str(value);
        int precision = parts.group(8) == null ? Integer.MAX_VALUE : Integer.parseInt(parts.group(8));
        return text.codePointCount(0, text.length()) <= precision
                ? text
                : text.substring(0, text.offsetByCodePoints(0, precision));
    }

    private static String number(Object value, Matcher parts) {
        String letter = parts.group(9);
        boolean whole = Values.isInteger(value) && (letter.isEmpty() || "dxXob".contains(letter));
        boolean negative = whole ? Arithmetic.integer(value).signum() < 0 : Arithmetic.real(value) < 0;
        String digits = whole ? whole(Arithmetic.integer(value).abs(), letter) : real(Arithmetic.real(value), parts);
        String grouped = parts.group(7).isEmpty() ? digits : grouped(digits, parts.group(7));
        return (negative ? "-" : parts.group(3).equals("-") ? "" : parts.group(3)) + grouped;
    }

    private static String whole(BigInteger value, String letter) {
        return switch (letter) {
            case "x" -> value.toString(16);
            case "X" -> value.toString(16).toUpperCase(Locale.ROOT);
            case "o" -> value.toString(8);
            case "b" -> value.toString(2);
            default -> value.toString();
        };
    }

    private static String real(double value, Matcher parts) {
        if (parts.group(9).isEmpty() && parts.group(8) == null) {
            return Printing.number(Math.abs(value));
        }
        char letter = parts.group(9).isEmpty() ? 'g' : parts.group(9).charAt(0);
        if ("eEfFgG%".indexOf(letter) < 0) {
            throw new Failure("unknown format '" + letter + "' for a number");
        }
        return NumberFormat.real(value, letter, parts.group(8) == null ? 6 : Integer.parseInt(parts.group(8)));
    }

    private static String grouped(String digits, String separator) {
        int point = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
        StringBuilder grouped = new StringBuilder(digits);
        for (int i = point - 3; i > 0; i -= 3) {
            grouped.insert(i, separator);
        }
        return grouped.toString();
    }
}
