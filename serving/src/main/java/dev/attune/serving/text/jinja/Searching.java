package dev.attune.serving.text.jinja;

import java.util.List;
import java.util.function.BiPredicate;

/** Python's ways to look for text within a stretch of text. Places count characters as Unicode does. */
final class Searching {
    private Searching() {}

    static boolean beginsOrEnds(String text, Arguments.Bound args, BiPredicate<String, String> does, Render render) {
        String stretch = stretch(text, args, render);
        if (args.get(0) instanceof Tuple candidates) {
            List<Object> items = candidates.items();
            return items.stream().anyMatch(candidate -> does.test(stretch, Printing.str(candidate)));
        }
        return does.test(stretch, args.text(0));
    }

    /** −1 if it is not there. */
    static long find(String text, Arguments.Bound args, boolean fromEnd, Render render) {
        String stretch = stretch(text, args, render);
        int at = fromEnd ? stretch.lastIndexOf(args.text(0)) : stretch.indexOf(args.text(0));
        return at < 0 ? -1 : stretch.codePointCount(0, at) + start(text, args);
    }

    static long index(String text, Arguments.Bound args, boolean fromEnd, Render render) {
        long at = find(text, args, fromEnd, render);
        if (at < 0) {
            throw new Failure("substring not found");
        }
        return at;
    }

    static long count(String text, Arguments.Bound args, Render render) {
        String stretch = stretch(text, args, render);
        String sought = args.text(0);
        if (sought.isEmpty()) {
            return stretch.codePointCount(0, stretch.length()) + 1L;
        }
        long count = 0;
        for (int at = stretch.indexOf(sought); at >= 0; at = stretch.indexOf(sought, at + sought.length())) {
            count++;
        }
        return count;
    }

    private static String stretch(String text, Arguments.Bound args, Render render) {
        return args.has(1) || args.has(2)
                ? (String) Slice.of(text, args.or(1, None.NONE), args.or(2, None.NONE), None.NONE, render)
                : text;
    }

    private static long start(String text, Arguments.Bound args) {
        if (args.or(1, None.NONE) == None.NONE) {
            return 0;
        }
        int start = args.integer(1, 0);
        int length = text.codePointCount(0, text.length());
        return start < 0 ? Math.max(0, start + length) : Math.min(start, length);
    }
}
