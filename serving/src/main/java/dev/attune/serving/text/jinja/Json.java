package dev.attune.serving.text.jinja;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filter {@code tojson}: what Python's {@code json.dumps} writes, characters beyond ASCII as they are. */
final class Json {
    private static final int DEEPEST = 500;

    private final StringBuilder text = new StringBuilder();
    private final Render render;
    private final boolean ascii;
    private final boolean sorted;
    private final @Nullable String indent;
    private final String comma;
    private final String colon;

    private Json(Arguments.Bound args, Render render) {
        this.render = render;
        this.ascii = args.truth(0);
        this.sorted = args.truth(3);
        Object indent = args.or(1, None.NONE);
        this.indent = indent == None.NONE
                ? null
                : Values.isText(indent) ? Printing.str(indent) : Texts.pad("", args.integer(1, 0), " ", '<', render);
        Object separators = args.or(2, None.NONE);
        List<Object> pair = separators == None.NONE
                ? List.of(indent == None.NONE ? ", " : ",", ": ")
                : Iteration.list(separators, render);
        if (pair.size() != 2) {
            throw new Failure("separators must be two, were " + pair.size());
        }
        this.comma = Printing.str(pair.get(0));
        this.colon = Printing.str(pair.get(1));
    }

    static String write(Object value, Arguments.Bound args, Render render) {
        Json json = new Json(args, render);
        json.write(value, 0);
        return json.text.toString();
    }

    private void write(Object value, int depth) {
        render.step();
        if (depth > DEEPEST) {
            throw new Failure("value is nested deeper than " + DEEPEST);
        }
        if (Values.isText(value)) {
            writeText(Printing.str(value));
        } else if (value instanceof Map<?, ?> dict) {
            writeDict(dict, depth);
        } else if (value instanceof Tuple tuple) {
            writeList(tuple.items(), depth);
        } else if (value instanceof List<?> list && !(value instanceof Range)) {
            writeList(list, depth);
        } else {
            text.append(render.built(scalar(value)));
        }
    }

    private static String scalar(Object value) {
        if (value == None.NONE) {
            return "null";
        }
        if (value instanceof Double number && (number.isNaN() || number.isInfinite())) {
            return number.isNaN() ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        }
        if (!Values.isNumber(value)) {
            throw new Failure("object of type " + Values.typeName(value) + " is not JSON serializable");
        }
        return value instanceof Boolean ? value.toString() : Printing.str(value);
    }

    private void writeList(Collection<?> elements, int depth) {
        text.append('[');
        boolean first = true;
        for (Object element : elements) {
            separate(first, depth + 1);
            write(element, depth + 1);
            first = false;
        }
        close(first, depth, ']');
    }

    private void writeDict(Map<?, ?> dict, int depth) {
        text.append('{');
        List<Object> pairs = DictView.pairs(dict);
        if (sorted) {
            pairs.sort((a, b) -> Comparison.compare(Access.item(a, 0L), Access.item(b, 0L)));
        }
        boolean first = true;
        for (Object pair : pairs) {
            separate(first, depth + 1);
            Object key = Access.item(pair, 0L);
            writeText(Values.isText(key) ? Printing.str(key) : scalar(key));
            text.append(colon);
            write(Access.item(pair, 1L), depth + 1);
            first = false;
        }
        close(first, depth, '}');
    }

    private void separate(boolean first, int depth) {
        text.append(first ? "" : comma);
        newLine(depth);
    }

    private void close(boolean empty, int depth, char bracket) {
        if (!empty) {
            newLine(depth);
        }
        text.append(bracket);
    }

    private void newLine(int depth) {
        if (indent != null) {
            render.build(1 + (long) depth * indent.length());
            text.append('\n').append(indent.repeat(depth));
        }
    }

    private void writeText(String value) {
        render.build(value.length() + 2L);
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    boolean escaped = c < 0x20 || (ascii && c > 0x7E);
                    text.append(escaped ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
                }
            }
        }
        text.append('"');
    }
}
