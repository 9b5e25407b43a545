package dev.attune.serving.text.jinja;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The filters that make text of text. */
final class TextFilters {
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern TITLE_PIECE =
            Pattern.compile("[-\\s({\\[<]+|[^-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);

    static final Operations ALL = new Operations()
            .addForText("upper", "", (text, args, render) -> Texts.upper(text))
            .addForText("lower", "", (text, args, render) -> Texts.lower(text))
            .addForText("capitalize", "", (text, args, render) -> Texts.capitalize(text))
            .addForText("title", "", (text, args, render) -> title(text))
            .addForText("trim", "chars", (text, args, render) -> Texts.strip(text, TextMethods.set(args), true, true))
            .addForText(
                    "replace",
                    "old new count",
                    (text, args, render) -> Texts.replace(
                            text,
                            Printing.str(args.get(0)),
                            Printing.str(args.get(1)),
                            args.or(2, None.NONE) == None.NONE ? -1 : args.integer(2, -1),
                            render))
            .addForText(
                    "center", "width", (text, args, render) -> Texts.pad(text, args.integer(0, 80), " ", '^', render))
            .add("indent", "width first blank", (value, args, render) -> indent(value, args, render))
            .add("truncate", "length killwords end leeway", (value, args, render) -> truncate(value, args))
            .addForText("wordcount", "", (text, args, render) -> WORD.matcher(text)
                    .results()
                    .count())
            .addForText("striptags", "", (text, args, render) -> striptags(text, render))
            .add("urlencode", "", (value, args, render) -> urlEncode(value, render))
            .add("pprint", "", (value, args, render) -> Printing.repr(value))
            .addOpen("format", (value, args, render) -> {
                if (!args.positional().isEmpty() && !args.named().isEmpty()) {
                    throw new Failure("'format' takes places or names, not both");
                }
                Object values = args.named().isEmpty() ? Tuple.of(args.positional()) : Values.from(args.named());
                return render.built(PercentFormat.format(Printing.str(value), values, render));
            });

    private TextFilters() {}

    /** Unlike the method, begins words only after spaces, hyphens and opening brackets. */
    private static String title(String text) {
        StringBuilder title = new StringBuilder();
        for (Matcher piece = TITLE_PIECE.matcher(text); piece.find(); ) {
            int rest = Character.charCount(piece.group().codePointAt(0));
            title.append(Texts.upper(piece.group().substring(0, rest)))
                    .append(Texts.lower(piece.group().substring(rest)));
        }
        return title.toString();
    }

    private static String indent(Object value, Arguments.Bound args, Render render) {
        if (!Values.isText(value)) {
            throw value instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.wrongType("indent takes text", value);
        }
        Object width = args.or(0, 4L);
        String indent =
                Values.isText(width) ? Printing.str(width) : Texts.pad("", args.integer(0, 4), " ", '<', render);
        List<Object> lines = Splitting.lines(Printing.str(value) + "\n", false);
        StringBuilder indented = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = (String) lines.get(i);
            boolean isIndented = i == 0 ? args.truth(1) : args.truth(2) || !line.isEmpty();
            render.build(line.length() + (isIndented ? indent.length() : 0));
            indented.append(i == 0 ? "" : "\n").append(isIndented ? indent : "").append(line);
        }
        return indented.toString();
    }

    private static Object truncate(Object value, Arguments.Bound args) {
        int length = args.integer(0, 255);
        String end = args.has(2) ? args.text(2) : "...";
        int leeway = args.or(3, None.NONE) == None.NONE ? 5 : args.integer(3, 5);
        int kept = length - end.codePointCount(0, end.length());
        if (kept < 0 || leeway < 0) {
            throw new Failure("'truncate' needs a length of at least its end's and no negative leeway");
        }
        if (Values.size(value) < 0) {
            throw Failure.wrongType("truncate takes text", value);
        }
        if (Values.size(value) <= length + leeway) {
            return value;
        }
        String text = Printing.str(value);
        String cut = text.substring(0, text.offsetByCodePoints(0, kept));
        int space = cut.lastIndexOf(' ');
        return (args.truth(1) || space < 0 ? cut : cut.substring(0, space)) + end;
    }

    private static String striptags(String text, Render render) {
        String plain = without(without(text, "<!--", "-->"), "<", ">");
        return Texts.join(" ", Splitting.split(plain, "", -1, render), render)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#39;", "'")
                .replace("&#34;", "\"")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    /** Cuts out everything from an opening to the next closing. */
    private static String without(String text, String opening, String closing) {
        StringBuilder kept = new StringBuilder();
        int from = 0;
        for (int open = text.indexOf(opening); open >= 0; open = text.indexOf(opening, from)) {
            int close = text.indexOf(closing, open);
            if (close < 0) {
                break;
            }
            kept.append(text, from, open);
            from = close + closing.length();
        }
        return kept.append(text, from, text.length()).toString();
    }

    private static String urlEncode(Object value, Render render) {
        if (Values.isText(value) || !Iteration.isPossible(value)) {
            return percentEncode(Printing.str(value), "/");
        }
        StringJoiner query = new StringJoiner("&");
        Object pairs = value instanceof Map<?, ?> dict ? DictView.pairs(dict) : value;
        for (Object pair : Iteration.list(pairs, render)) {
            List<Object> parts = Iteration.list(pair, render);
            if (parts.size() != 2) {
                throw new Failure("'urlencode' takes pairs");
            }
            query.add(percentEncode(Printing.str(parts.get(0)), "").replace("%20", "+") + "="
                    + percentEncode(Printing.str(parts.get(1)), "").replace("%20", "+"));
        }
        return query.toString();
    }

    private static String percentEncode(String text, String alsoKept) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean kept = c < 0x80 && (Character.isLetterOrDigit(c) || ("_.-~" + alsoKept).indexOf(c) >= 0);
            encoded.append(kept ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return encoded.toString();
    }
}
