package dev.attune.load.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --json} of commands that measure. */
public final class JsonOption {
    @Option(names = "--json", paramLabel = "FILE", description = "where the numbers go as JSON")
    private @Nullable Path file;

    /**
     * To be asked before the minutes of measuring, not after.
     *
     * @throws IllegalArgumentException if the file's folder is not there
     */
    public void requireFolder() {
        if (file != null && !Files.isDirectory(file.resolveSibling("."))) {
            throw new IllegalArgumentException("--json " + file + ": its folder is not there");
        }
    }

    /** Writes the file, if one is wanted. */
    public void write(String json) throws IOException {
        if (file != null) {
            Files.writeString(file, json + "\n");
        }
    }

    /** Prints a report as JSON, and writes it, if that is wanted. */
    public void print(Object report) throws IOException {
        String json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
        System.out.println(json);
        write(json);
    }
}
