package dev.attune.feedback.exchange;

import dev.attune.feedback.dataset.Example;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes examples to a file, a line each, one at a time. The file appears under its name when {@link #finish} has put all of it on disk,
 * and not before; closed without that, nothing is left. One thread; whoever opened it closes it.
 */
public final class ExampleWriter implements AutoCloseable {
    private final Path file;
    private final Path aside;
    private final FileChannel channel;
    private final BufferedWriter out;
    private long written;
    private boolean finished;

    /** @throws ExchangeException if the file cannot be created */
    public ExampleWriter(Path file) {
        this.file = file;
        this.aside = file.resolveSibling(file.getFileName() + ".part");
        try {
            this.channel = FileChannel.open(
                    aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new ExchangeException(aside + ": cannot be created: " + e, e);
        }
        this.out =
                new BufferedWriter(new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
    }

    public void write(Example example) {
        try {
            out.write(ExampleJson.write(example));
            out.write('\n');
            written++;
        } catch (IOException e) {
            throw new ExchangeException(aside + ": cannot be written: " + e, e);
        }
    }

    /** How many lines were written. */
    public long written() {
        return written;
    }

    /** Puts everything on disk, under the file's name. */
    public void finish() {
        try {
            out.flush();
            channel.force(true);
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            finished = true;
        } catch (IOException e) {
            throw new ExchangeException(file + ": cannot be written: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            if (!finished) {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw new ExchangeException(aside + ": cannot be closed: " + e, e);
        }
    }
}
