package dev.attune.feedback.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a file of one JSON object a line, one line in memory at a time; blank lines are passed over. One thread; whoever opened it closes it. */
public final class LineReader implements AutoCloseable {
    /** Longer than any context; a file without line ends must not fill the memory. */
    private static final int MAX_LINE_CHARS = 16 << 20;

    private final Path file;
    private final BufferedReader in;
    private long line;

    /** @throws ExchangeException if the file cannot be opened */
    public LineReader(Path file) {
        this.file = file;
        try {
            this.in = Files.newBufferedReader(file);
        } catch (NoSuchFileException missing) {
            throw new ExchangeException(file + ": there is no such file", missing);
        } catch (IOException unreadable) {
            throw new ExchangeException(file + ": cannot be opened: " + unreadable, unreadable);
        }
    }

    /**
     * The next line that is not blank; null at the end of the file.
     *
     * @throws ExchangeException naming file and line if it is too long, not UTF-8, or cannot be read
     */
    public @Nullable String next() {
        for (String text = read(); text != null; text = read()) {
            if (!text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    /** The number of the line read last, counted from 1. */
    public long line() {
        return line;
    }

    /** The line read last, as {@code FILE:LINE}. */
    public String place() {
        return file + ":" + line;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException broken) {
            throw new ExchangeException(file + ": cannot be closed: " + broken, broken);
        }
    }

    private @Nullable String read() {
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
                            place() + ": the line is longer than " + MAX_LINE_CHARS + " characters");
                }
                text.append((char) c);
            }
            return text.toString();
        } catch (MalformedInputException e) {
            throw new ExchangeException(place() + " or after: not UTF-8", e);
        } catch (IOException unreadable) {
            throw new ExchangeException(place() + ": cannot be read: " + unreadable, unreadable);
        }
    }
}
