package dev.attune.serving.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Program text with holes: {@code {name}} is a constant of the model or the place of a weight, {@code %if flag … %else …
 * %end} keeps one of two variants.
 */
final class ProgramText {
    private static final Pattern HOLE = Pattern.compile("\\{([a-zA-Z0-9 ]+)}");

    private ProgramText() {}

    /**
     * Fills a text of this package.
     *
     * @param resource file name beside this class
     * @param flags what {@code %if} asks for; an unknown flag is a mistake
     * @param holes what stands for a hole's words
     */
    static String fill(String resource, Map<String, Boolean> flags, UnaryOperator<String> holes) {
        StringBuilder out = new StringBuilder();
        Deque<Boolean> kept = new ArrayDeque<>();
        for (String line : read(resource).split("\n")) {
            if (line.startsWith("%")) {
                branch(line, flags, kept);
            } else if (!line.startsWith("#") && !kept.contains(false)) {
                out.append(HOLE.matcher(line)
                                .replaceAll(hole -> Matcher.quoteReplacement(fillTwice(hole.group(1), holes))))
                        .append('\n');
            }
        }
        return out.toString();
    }

    /** What fills a hole may have holes itself: a layer's weight inside a linear layer. */
    private static String fillTwice(String words, UnaryOperator<String> holes) {
        return HOLE.matcher(holes.apply(words))
                .replaceAll(inner -> Matcher.quoteReplacement(holes.apply(inner.group(1))));
    }

    private static void branch(String line, Map<String, Boolean> flags, Deque<Boolean> kept) {
        if (line.startsWith("%if ")) {
            String flag = line.substring(4).strip();
            Boolean value = flags.get(flag);
            if (value == null) {
                throw new IllegalStateException("program text asks for an unknown flag: " + flag);
            }
            kept.push(value);
        } else if (line.startsWith("%else")) {
            kept.push(!kept.pop());
        } else if (line.startsWith("%end")) {
            kept.pop();
        } else {
            throw new IllegalStateException("program text has an unknown directive: " + line);
        }
    }

    private static String read(String resource) {
        try (InputStream in = ProgramText.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("program text is missing: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
