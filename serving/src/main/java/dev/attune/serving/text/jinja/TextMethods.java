package dev.attune.serving.text.jinja;

import java.util.List;
import java.util.function.IntPredicate;

/** Python's methods of text. */
final class TextMethods {
    static final Operations ALL = new Operations()
            .addForText("upper", "", (text, args, render) -> Texts.upper(text))
            .addForText("lower casefold", "", (text, args, render) -> Texts.lower(text))
            .addForText("capitalize", "", (text, args, render) -> Texts.capitalize(text))
            .addForText("title", "", (text, args, render) -> Texts.title(text))
            .addForText("swapcase", "", (text, args, render) -> Texts.swapCase(text))
            .addForText("strip", "chars", (text, args, render) -> Texts.strip(text, set(args), true, true))
            .addForText("lstrip", "chars", (text, args, render) -> Texts.strip(text, set(args), true, false))
            .addForText("rstrip", "chars", (text, args, render) -> Texts.strip(text, set(args), false, true))
            .addForText(
                    "split",
                    "sep maxsplit",
                    (text, args, render) -> Splitting.split(text, separator(args), args.integer(1, -1), render))
            .addForText(
                    "rsplit",
                    "sep maxsplit",
                    (text, args, render) -> Splitting.splitFromEnd(text, separator(args), args.integer(1, -1), render))
            .addForText("splitlines", "keepends", (text, args, render) -> Splitting.lines(text, args.truth(0)))
            .addForText("partition", "sep", (text, args, render) -> {
                String separator = args.text(0);
                return Splitting.partition(text, separator);
            })
            .addForText("rpartition", "sep", (text, args, render) -> {
                String separator = args.text(0);
                return Splitting.partitionFromEnd(text, separator);
            })
            .addForText("join", "iterable", (text, args, render) -> join(text, args.get(0), render))
            .addForText(
                    "replace",
                    "old new count",
                    (text, args, render) ->
                            Texts.replace(text, args.text(0), args.text(1), args.integer(2, -1), render))
            .addForText("removeprefix", "prefix", (text, args, render) -> {
                String prefix = args.text(0);
                return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
            })
            .addForText("removesuffix", "suffix", (text, args, render) -> {
                String suffix = args.text(0);
                return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
            })
            .addForText(
                    "startswith",
                    "prefix start end",
                    (text, args, render) -> Searching.beginsOrEnds(text, args, String::startsWith, render))
            .addForText(
                    "endswith",
                    "suffix start end",
                    (text, args, render) -> Searching.beginsOrEnds(text, args, String::endsWith, render))
            .addForText("find", "sub start end", (text, args, render) -> Searching.find(text, args, false, render))
            .addForText("rfind", "sub start end", (text, args, render) -> Searching.find(text, args, true, render))
            .addForText("index", "sub start end", (text, args, render) -> Searching.index(text, args, false, render))
            .addForText("rindex", "sub start end", (text, args, render) -> Searching.index(text, args, true, render))
            .addForText("count", "sub start end", (text, args, render) -> Searching.count(text, args, render))
            .addForText("center", "width fillchar", (text, args, render) -> Texts.pad(text, args, '^', render))
            .addForText("ljust", "width fillchar", (text, args, render) -> Texts.pad(text, args, '<', render))
            .addForText("rjust", "width fillchar", (text, args, render) -> Texts.pad(text, args, '>', render))
            .addForText("zfill", "width", (text, args, render) -> Texts.fillWithZeros(text, args.integer(0, 0), render))
            .addOpen("format", (text, args, render) -> BraceFormat.format(Printing.str(text), args, render))
            .addForText("isalpha", "", (text, args, render) -> all(text, Character::isLetter))
            .addForText("isdigit isdecimal isnumeric", "", (text, args, render) -> all(text, Character::isDigit))
            .addForText("isalnum", "", (text, args, render) -> all(text, Character::isLetterOrDigit))
            .addForText("isspace", "", (text, args, render) -> all(text, Characters::isSpace))
            .addForText("isascii", "", (text, args, render) -> text.codePoints().allMatch(c -> c < 0x80))
            .addForText(
                    "isprintable", "", (text, args, render) -> text.codePoints().allMatch(Characters::isPrintable))
            .addForText("isupper", "", (text, args, render) -> Texts.isUpper(text))
            .addForText("islower", "", (text, args, render) -> Texts.isLower(text))
            .addForText(
                    "istitle",
                    "",
                    (text, args, render) -> text.codePoints().anyMatch(Characters::isCased)
                            && Texts.title(text).equals(text));

    private TextMethods() {}

    private static boolean all(String text, IntPredicate predicate) {
        return !text.isEmpty() && text.codePoints().allMatch(predicate);
    }

    /** The characters to strip; empty for white space. */
    static String set(Arguments.Bound args) {
        return args.or(0, None.NONE) == None.NONE ? "" : args.text(0);
    }

    /** The text to split at; empty for white space. */
    private static String separator(Arguments.Bound args) {
        if (args.or(0, None.NONE) == None.NONE) {
            return "";
        }
        if (args.text(0).isEmpty()) {
            throw new Failure("empty separator");
        }
        return args.text(0);
    }

    private static String join(String separator, Object elements, Render render) {
        List<Object> list = Iteration.list(elements, render);
        for (Object element : list) {
            if (!Values.isText(element)) {
                throw Failure.wrongType("join takes text", element);
            }
        }
        return Texts.join(separator, list, render);
    }
}
