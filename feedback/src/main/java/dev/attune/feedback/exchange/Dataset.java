package dev.attune.feedback.exchange;

import dev.attune.feedback.dataset.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder of examples, a file for each kind: {@code pairs.jsonl}, {@code thumbs.jsonl}, {@code demonstrations.jsonl},
 * {@code prompts.jsonl}. One example at a time is in memory.
 */
public final class Dataset {
    private static final String ENDING = ".jsonl";

    private Dataset() {}

    /**
     * Writes all examples. Files appear when all of them are whole; a kind without examples makes no file.
     *
     * @return how many of which kind
     * @throws ExchangeException naming the file
     */
    public static Map<String, Long> write(Path folder, Iterator<Example> examples) {
        create(folder);
        Map<String, ExampleWriter> writers = new LinkedHashMap<>();
        try {
            while (examples.hasNext()) {
                Example example = examples.next();
                writers.computeIfAbsent(example.kind(), kind -> new ExampleWriter(folder.resolve(kind + ENDING)))
                        .write(example);
            }
            Map<String, Long> written = new TreeMap<>();
            writers.forEach((kind, writer) -> {
                writer.finish();
                written.put(kind, writer.written());
            });
            return written;
        } finally {
            writers.values().forEach(ExampleWriter::close);
        }
    }

    /** One example as it stands in a file, without the line's end. */
    public static String line(Example example) {
        return ExampleJson.write(example);
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ExchangeException(folder + ": cannot be created: " + e, e);
        }
    }
}
