package dev.attune.trainer.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** Numbers of a run as one JSON object a line, each with its {@code step}. One thread; whoever opened it closes it. */
public final class MetricsLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter out;

    /**
     * Opens the file to append.
     *
     * @param step the first step to come; lines of it and of later steps are taken out, a run that was resumed has none twice
     */
    public MetricsLog(Path file, long step) {
        try {
            keepBefore(file, step);
            out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Writes one line. */
    public void write(long step, Map<String, Double> values) {
        ObjectNode line = JSON.createObjectNode().put("step", step);
        values.forEach(line::put);
        try {
            out.write(line.toString());
            out.newLine();
            out.flush();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void keepBefore(Path file, long step) throws IOException {
        if (Files.notExists(file)) {
            return;
        }
        List<String> kept;
        try (var lines = Files.lines(file)) {
            kept = lines.filter(line -> isBefore(line, step)).toList();
        }
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(aside, kept);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A line that a kill cut short is not before anything. */
    private static boolean isBefore(String line, long step) {
        try {
            JsonNode node = JSON.readTree(line);
            return node.path("step").asLong(Long.MAX_VALUE) < step;
        } catch (JsonProcessingException halfWritten) {
            return false;
        }
    }
}
