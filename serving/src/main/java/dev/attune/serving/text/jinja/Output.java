package dev.attune.serving.text.jinja;

/** Where statements write: the text of the template itself, or of a macro or block within it. */
final class Output {
    private final StringBuilder text = new StringBuilder();
    private final Render render;
    private final boolean whole;

    private Output(Render render, boolean whole) {
        this.render = render;
        this.whole = whole;
    }

    static Output ofTemplate(Render render) {
        return new Output(render, true);
    }

    static Output ofPart(Render render) {
        return new Output(render, false);
    }

    void write(String piece) {
        text.append(render.built(piece));
    }

    int length() {
        return text.length();
    }

    /** Marks what was written since as generated. Within a part nobody knows yet where it will lie. */
    void markSince(int start) {
        if (whole) {
            render.mark(new Span(start, text.length()));
        }
    }

    String text() {
        return text.toString();
    }
}
