package dev.attune.serving.text.jinja;

import java.util.List;

/**
 * A rendered template and where its {@code {% generation %}} blocks came to lie.
 *
 * @param generated in the order of the text
 */
public record MarkedText(String text, List<Span> generated) {
    public MarkedText {
        generated = List.copyOf(generated);
    }
}
