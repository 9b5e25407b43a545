package dev.attune.feedback.exchange;

import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.feedback.privacy.Redactor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Feedback from elsewhere, in {@code imported/} of a data directory: each file that was taken in is one there, named by the digest of
 * its bytes, so that what is taken twice is there once. A file appears whole, and only an erasure changes it. One thread; others may
 * read meanwhile.
 */
public final class ImportedFeedback {
    private static final int DIGEST_CHARACTERS = 16;
    private static final String ENDING = ".jsonl";

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
     * Takes in a file, or nothing of it. Its users become pseudonyms unless they are; a line that names none is a user of its own. It is
     * here to be learned from, so personal information is replaced before anything is stored.
     *
     * @return how many examples of which kind it has
     * @throws ExchangeException naming file, line and column
     */
    public Map<String, Long> take(Path file, KeyedHash hash) {
        String name = digest(file);
        Redactor redactor = new Redactor();
        Map<String, Long> counts = new TreeMap<>();
        try (ExampleReader examples = ExampleReader.of(file, name, hash::pseudonymOnce)) {
            Files.createDirectories(path);
            try (ExampleWriter writer = new ExampleWriter(path.resolve(name + ENDING))) {
                examples.forEachRemaining(example -> {
                    writer.write(example.withTexts(text -> redactor.redact(text).text()));
                    counts.merge(example.kind(), 1L, Long::sum);
                });
                writer.finish();
            }
        } catch (IOException e) {
            throw new ExchangeException(path + ": cannot be created: " + e, e);
        }
        return counts;
    }

    /** What was taken in, a name for each file, sorted. */
    public List<String> names() {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .map(file -> path.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ExchangeException(path + ": cannot be read: " + e, e);
        }
    }

    /**
     * The examples of some of {@link #names}, in this order. They are in memory.
     *
     * @throws ExchangeException if one of them is not there
     */
    public List<Example> examples(List<String> names) {
        List<Example> all = new ArrayList<>();
        for (String name : names) {
            try (ExampleReader reader = new ExampleReader(path.resolve(name))) {
                reader.forEachRemaining(all::add);
            }
        }
        return all;
    }

    /**
     * Takes out every line that one of these judged or wrote, or whose conversation it was.
     *
     * @param users pseudonyms
     * @return how many lines went
     */
    public long erase(Set<String> users) {
        Predicate<Example> stays = example -> !users.contains(example.origin().user())
                && !users.contains(example.origin().author());
        long erased = 0;
        for (String name : names()) {
            List<Example> before = examples(List.of(name));
            List<Example> left = before.stream().filter(stays).toList();
            if (left.size() < before.size()) {
                erased += before.size() - left.size();
                try (ExampleWriter writer = new ExampleWriter(path.resolve(name))) {
                    left.forEach(writer::write);
                    writer.finish();
                }
            }
        }
        return erased;
    }

    private static String digest(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest()).substring(0, DIGEST_CHARACTERS);
        } catch (IOException e) {
            throw new ExchangeException(file + ": cannot be read: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
