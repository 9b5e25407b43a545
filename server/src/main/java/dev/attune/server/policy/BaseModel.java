package dev.attune.server.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.FileHash;
import dev.attune.serving.checkpoint.JsonFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that make a folder a model, and a digest of what they hold: two folders with the same files are the same model, wherever
 * they lie. Used by one thread.
 */
final class BaseModel {
    private static final Pattern FILES =
            Pattern.compile("(?!manifest\\.json|trainer_state)[^.].*\\.(json|safetensors|jinja|txt|model)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final List<Path> files;

    BaseModel(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        try (Stream<Path> all = Files.list(folder)) {
            this.files = all.filter(file -> FILES.matcher(name(file)).matches() && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be listed", e);
        }
    }

    Path folder() {
        return folder;
    }

    List<Path> files() {
        return files;
    }

    long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** SHA-256 over names and contents, in hexadecimal; reads every byte. */
    String digest() throws IOException {
        MessageDigest digest = sha256();
        for (Path file : files) {
            digest.update((name(file) + " " + FileHash.sha256(file) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What it looks like from outside, so that a big model need not be read again to know it: sizes and times. */
    String stamp() throws IOException {
        ObjectNode stamp = JSON.createObjectNode().put("folder", folder.toString());
        ObjectNode entries = stamp.putObject("files");
        for (Path file : files) {
            entries.put(name(file), Files.size(file) + " " + Files.getLastModifiedTime(file));
        }
        return stamp.toPrettyString() + "\n";
    }

    /** Whether a stamp that was written to a file is of this folder as it is. */
    boolean isStampedBy(Path file) throws IOException {
        JsonNode seen = JsonFiles.readObject(file);
        return seen.equals(JSON.readTree(stamp()));
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
