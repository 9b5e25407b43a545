package dev.attune.server.feedback;

import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.exchange.ExampleReader;
import dev.attune.feedback.exchange.ExchangeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files of other people's feedback in the data directory: a folder for each, named by the digest of its bytes, so that a file that is
 * taken in twice is there once. One thread.
 */
public final class ImportedFeedback {
    private static final int DIGEST_CHARACTERS = 16;

    private final Path path;

    private ImportedFeedback(Path path) {
        this.path = path;
    }

    public static ImportedFeedback in(Path dataDir) {
        return new ImportedFeedback(dataDir.resolve("imported"));
    }

    public Path path() {
        return path;
    }

    /**
     * Where the examples of a file go.
     *
     * @throws ExchangeException if it cannot be read
     */
    public Path folderOf(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            String name = HexFormat.of().formatHex(digest.getMessageDigest().digest());
            return path.resolve(name.substring(0, DIGEST_CHARACTERS));
        } catch (IOException e) {
            throw new ExchangeException(file + ": cannot be read: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** All examples that were taken in. They are in memory. */
    public List<Example> examples() {
        List<Example> all = new ArrayList<>();
        if (Files.isDirectory(path)) {
            try (Stream<Path> found = Files.walk(path)) {
                for (Path file : found.filter(each -> each.toString().endsWith(".jsonl"))
                        .sorted()
                        .toList()) {
                    try (ExampleReader reader = new ExampleReader(file)) {
                        reader.forEachRemaining(all::add);
                    }
                }
            } catch (IOException e) {
                throw new ExchangeException(path + ": cannot be read: " + e, e);
            }
        }
        return all;
    }
}
