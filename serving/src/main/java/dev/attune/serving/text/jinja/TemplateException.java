package dev.attune.serving.text.jinja;

/** A template cannot be parsed, or cannot be rendered with these values. The message names the line and the construct. */
public class TemplateException extends RuntimeException {
    private final int line;

    TemplateException(int line, String construct, String what) {
        this(line, (line > 0 ? "line " + line + ", " : "") + construct + ": " + what);
    }

    TemplateException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** Counted from 1; 0 where no line is to blame. */
    public int line() {
        return line;
    }
}
