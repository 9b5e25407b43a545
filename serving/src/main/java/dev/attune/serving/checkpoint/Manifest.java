package dev.attune.serving.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a generation is made of and where it comes from. Each manifest names its parent's by hash, so the history of a model
 * cannot be changed unnoticed.
 *
 * @param version the generation's number
 * @param parent the generation it was trained from; none for the first
 * @param created when it was finished
 * @param files every other file of the folder, by name
 * @param details what the writer wants remembered: data, configuration, seed, metrics, verdict; an object
 */
public record Manifest(
        long version, @Nullable Parent parent, Instant created, Map<String, FileEntry> files, JsonNode details) {
    static final String FILE = "manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    public Manifest {
        if (version < 1) {
            throw new IllegalArgumentException("version must be at least 1, was " + version);
        }
        files = Map.copyOf(files);
    }

    /** The parent's number and the SHA-256 of its manifest. */
    public record Parent(long version, String manifestSha256) {}

    /** A file's size and SHA-256. */
    public record FileEntry(long bytes, String sha256) {}

    static Manifest read(Path file) {
        JsonNode json = JsonFiles.readObject(file);
        try {
            JsonNode parent = json.path("parent");
            Map<String, FileEntry> files = new TreeMap<>();
            json.path("files")
                    .properties()
                    .forEach(entry -> files.put(
                            entry.getKey(),
                            new FileEntry(
                                    entry.getValue().path("bytes").asLong(-1),
                                    entry.getValue().path("sha256").asText())));
            return new Manifest(
                    json.path("version").asLong(),
                    parent.isObject()
                            ? new Parent(
                                    parent.path("version").asLong(),
                                    parent.path("manifest_sha256").asText())
                            : null,
                    Instant.parse(json.path("created").asText()),
                    files,
                    json.path("details"));
        } catch (IllegalArgumentException | DateTimeException senseless) {
            throw CheckpointException.in(file, "is not a manifest: " + senseless.getMessage(), senseless);
        }
    }

    /** Puts it into the folder, synced. */
    void write(Path dir) throws IOException {
        ByteBuffer json = ByteBuffer.wrap(toJson().getBytes(StandardCharsets.UTF_8));
        DurableFiles.replace(dir.resolve(FILE), channel -> {
            while (json.hasRemaining()) {
                channel.write(json);
            }
        });
    }

    private String toJson() {
        ObjectNode json = JSON.createObjectNode().put("version", version);
        if (parent == null) {
            json.putNull("parent");
        } else {
            json.putObject("parent").put("version", parent.version()).put("manifest_sha256", parent.manifestSha256());
        }
        json.put("created", created.toString());
        ObjectNode entries = json.putObject("files");
        new TreeMap<>(files)
                .forEach((name, entry) ->
                        entries.putObject(name).put("bytes", entry.bytes()).put("sha256", entry.sha256()));
        json.set("details", details);
        return json.toPrettyString() + "\n";
    }
}
