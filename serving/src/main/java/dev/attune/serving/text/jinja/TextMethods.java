package dev.attune.serving.text.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;

/** Python's methods of text. */
final class TextMethods {
    static final Operations ALL = new Operations()
            .add("upper", "", (text, args, render) -> Texts.upper(Printing.str(text)))
            .add("lower casefold", "", (text, args, render) -> Texts.lower(Printing.str(text)))
            .add("capitalize", "", (text, args, render) -> Texts.capitalize(Printing.str(text)))
            .add("title", "", (text, args, render) -> Texts.title(Printing.str(text)))
            .add("swapcase", "", (text, args, render) -> Texts.swapCase(Printing.str(text)))
            .add("strip", "chars", (text, args, render) -> Texts.strip(Printing.str(text), set(args), true, true))
            .add("lstrip", "chars", (text, args, render) -> Texts.strip(Printing.str(text), set(args), true, false))
            .add("rstrip", "chars", (text, args, render) -> Texts.strip(Printing.str(text), set(args), false, true))
            .add(
                    "split",
                    "sep maxsplit",
                    (text, args, render) ->
                            Splitting.split(Printing.str(text), separator(args), args.integer(1, -1), render))
            .add(
                    "rsplit",
                    "sep maxsplit",
                    (text, args, render) ->
                            Splitting.splitFromEnd(Printing.str(text), separator(args), args.integer(1, -1), render))
            .add("splitlines", "keepends", (text, args, render) -> Splitting.lines(Printing.str(text), args.truth(0)))
            .add("partition", "sep", (text, args, render) -> Splitting.partition(Printing.str(text), args.text(0)))
            .add(
                    "rpartition",
                    "sep",
                    (text, args, render) -> Splitting.partitionFromEnd(Printing.str(text), args.text(0)))
            .add("join", "iterable", (text, args, render) -> join(Printing.str(text), args.get(0), render))
            .add(
                    "replace",
                    "old new count",
                    (text, args, render) ->
                            Texts.replace(Printing.str(text), args.text(0), args.text(1), args.integer(2, -1), render))
            .add("removeprefix", "prefix", (text, args, render) -> {
                String whole = Printing.str(text);
                return whole.startsWith(args.text(0))
                        ? whole.substring(args.text(0).length())
                        : whole;
            })
            .add("removesuffix", "suffix", (text, args, render) -> {
                String whole = Printing.str(text);
                return whole.endsWith(args.text(0))
                        ? whole.substring(0, whole.length() - args.text(0).length())
                        : whole;
            })
            .add(
                    "startswith",
                    "prefix start end",
                    (text, args, render) ->
                            Searching.beginsOrEnds(Printing.str(text), args, String::startsWith, render))
            .add(
                    "endswith",
                    "suffix start end",
                    (text, args, render) -> Searching.beginsOrEnds(Printing.str(text), args, String::endsWith, render))
            .add(
                    "find",
                    "sub start end",
                    (text, args, render) -> Searching.find(Printing.str(text), args, false, render))
            .add(
                    "rfind",
                    "sub start end",
                    (text, args, render) -> Searching.find(Printing.str(text), args, true, render))
            .add(
                    "index",
                    "sub start end",
                    (text, args, render) -> Searching.index(Printing.str(text), args, false, render))
            .add(
                    "rindex",
                    "sub start end",
                    (text, args, render) -> Searching.index(Printing.str(text), args, true, render))
            .add("count", "sub start end", (text, args, render) -> Searching.count(Printing.str(text), args, render))
            .add("center", "width fillchar", (text, args, render) -> Texts.pad(Printing.str(text), args, '^', render))
            .add("ljust", "width fillchar", (text, args, render) -> Texts.pad(Printing.str(text), args, '<', render))
            .add("rjust", "width fillchar", (text, args, render) -> Texts.pad(Printing.str(text), args, '>', render))
            .add(
                    "zfill",
                    "width",
                    (text, args, render) -> Texts.fillWithZeros(Printing.str(text), args.integer(0, 0), render))
            .addOpen("format", (text, args, render) -> BraceFormat.format(Printing.str(text), args, render))
            .add("isalpha", "", (text, args, render) -> all(text, Character::isLetter))
            .add("isdigit isdecimal isnumeric", "", (text, args, render) -> all(text, Character::isDigit))
            .add("isalnum", "", (text, args, render) -> all(text, Character::isLetterOrDigit))
            .add("isspace", "", (text, args, render) -> all(text, Characters::isSpace))
            .add("isascii", "", (text, args, render) -> Printing.str(text)
                    .codePoints()
                    .allMatch(c -> c < 0x80))
            .add("isprintable", "", (text, args, render) -> Printing.str(text)
                    .codePoints()
                    .allMatch(Characters::isPrintable))
            .add("isupper", "", (text, args, render) -> Texts.isUpper(Printing.str(text)))
            .add("islower", "", (text, args, render) -> Texts.isLower(Printing.str(text)))
            .add("istitle", "", (text, args, render) -> {
                String whole = Printing.str(text);
                return whole.codePoints().anyMatch(Characters::isCased)
                        && Texts.title(whole).equals(whole);
            });

    private TextMethods() {}

    private static boolean all(Object text, IntPredicate predicate) {
        String whole = Printing.str(text);
        return !whole.isEmpty() && whole.codePoints().allMatch(predicate);
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
        for (Iterator<Object> each = list.iterator(); each.hasNext(); ) {
            Object element = each.next();
            if (!Values.isText(element)) {
                throw Failure.wrongType("join takes text", element);
            }
        }
        return Texts.join(separator, list, render);
    }
}
