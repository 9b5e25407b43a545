package dev.attune.feedback.exchange;

import dev.attune.feedback.dataset.Example;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads examples from a file, one line in memory at a time; blank lines are passed over. Kinds may be mixed. One thread; whoever opened it
 * closes it.
 */
public final class ExampleReader implements Iterator<Example>, AutoCloseable {
    /** Longer than any context; a file without line ends must not fill the memory. */
    private static final int MAX_LINE_CHARS = 16 << 20;

    private final Path file;
    private final BufferedReader in;
    private long line;
    private @Nullable Example next;

    /** @throws ExchangeException if the file cannot be opened */
    public ExampleReader(Path file) {
        this.file = file;
        try {
            this.in = Files.newBufferedReader(file);
        } catch (NoSuchFileException missing) {
            throw new ExchangeException(file + ": there is no such file", missing);
        } catch (IOException unreadable) {
            throw new ExchangeException(file + ": cannot be opened: " + unreadable, unreadable);
        }
    }

    /** @throws ExchangeException naming file, line and column if the next line is no example */
    @Override
    public boolean hasNext() {
        while (next == null) {
            String text = readLine();
            if (text == null) {
                return false;
            }
            if (!text.isBlank()) {
                next = parse(text);
            }
        }
        return true;
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
        try {
            in.close();
        } catch (IOException e) {
            throw new ExchangeException(file + ": cannot be closed: " + e, e);
        }
    }

    private Example parse(String text) {
        try {
            return ExampleJson.read(text, file.getFileName() + ":" + line);
        } catch (IllegalArgumentException wrong) {
            throw new ExchangeException(file + ":" + line + ": " + wrong.getMessage(), wrong);
        }
    }

    private @Nullable String readLine() {
        line++;
        StringBuilder text = new StringBuilder();
        try {
            int c = in.read();
            if (c < 0) {
                return null;
            }
            for (; c >= 0 && c != '\n'; c = in.read()) {
                if (text.length() == MAX_LINE_CHARS) {
                    throw new ExchangeException(
                            file + ":" + line + ": the line is longer than " + MAX_LINE_CHARS + " characters");
                }
                text.append((char) c);
            }
            return text.toString();
        } catch (MalformedInputException e) {
            throw new ExchangeException(file + ":" + line + " or after: not UTF-8", e);
        } catch (IOException e) {
            throw new ExchangeException(file + ":" + line + ": cannot be read: " + e, e);
        }
    }
}
