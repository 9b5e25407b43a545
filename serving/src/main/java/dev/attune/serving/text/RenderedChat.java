package dev.attune.serving.text;

import dev.attune.serving.text.jinja.Span;
import java.util.List;

/**
 * A conversation as text, and which of it the assistant says: its words and what ends its turn, for a model must learn to
 * stop as well.
 *
 * @param assistant in the order of the text, apart from one another
 */
public record RenderedChat(String text, List<Span> assistant) {
    public RenderedChat {
        assistant = List.copyOf(assistant);
        int from = 0;
        for (Span span : assistant) {
            if (span.start() < from || span.end() > text.length()) {
                throw new IllegalArgumentException("spans must be in order and within the text, were " + assistant);
            }
            from = span.end();
        }
    }
}
