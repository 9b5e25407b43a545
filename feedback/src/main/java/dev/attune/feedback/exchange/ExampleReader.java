package dev.attune.feedback.exchange;

import dev.attune.feedback.dataset.Example;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads examples from a file, one line in memory at a time. Kinds may be mixed. One thread; whoever opened it closes it. */
public final class ExampleReader implements Iterator<Example>, AutoCloseable {
    private final Path file;
    private final String name;
    private final UnaryOperator<String> users;
    private final LineReader lines;
    private @Nullable Example next;

    /** @throws ExchangeException if the file cannot be opened */
    public ExampleReader(Path file) {
        this(file, file.getFileName().toString(), UnaryOperator.identity());
    }

    /**
     * Reads what comes from elsewhere.
     *
     * @param name with the line's number stands for id and user where a line names none
     * @param users what a user is called from here on
     */
    static ExampleReader of(Path file, String name, UnaryOperator<String> users) {
        return new ExampleReader(file, name, users);
    }

    private ExampleReader(Path file, String name, UnaryOperator<String> users) {
        this.file = file;
        this.name = name;
        this.users = users;
        this.lines = new LineReader(file);
    }

    /** @throws ExchangeException naming file, line and column if the next line is no example */
    @Override
    public boolean hasNext() {
        if (next == null) {
            String text = lines.next();
            next = text == null ? null : parse(text);
        }
        return next != null;
    }

    @Override
    public Example next() {
        Example example = hasNext() ? next : null;
        if (example == null) {
            throw new NoSuchElementException(file + " has no more lines");
        }
        next = null;
        return example;
    }

    @Override
    public void close() {
        lines.close();
    }

    private Example parse(String text) {
        try {
            return ExampleJson.read(text, name + ":" + lines.line(), users);
        } catch (IllegalArgumentException wrong) {
            throw new ExchangeException(lines.place() + ": " + wrong.getMessage(), wrong);
        }
    }
}
