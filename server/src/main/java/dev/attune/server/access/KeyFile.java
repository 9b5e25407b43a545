package dev.attune.server.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The file the keys are kept in: {@code {"keys": [{name, user, sha256, roles, limits?}, …]}}. Written aside, synced and renamed, so
 * that a reader sees the old keys or the new ones; readable by its owner only.
 */
public final class KeyFile {
    private static final long MOST_BYTES = 16 << 20;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final Path path;

    public KeyFile(Path path) {
        this.path = path;
    }

    /** Where it lies if nobody says otherwise. */
    public static Path in(Path dataDir) {
        return dataDir.resolve("keys.json");
    }

    private record Document(List<AccessKey> keys) {
        @JsonCreator
        Document(@JsonProperty(value = "keys", required = true) List<AccessKey> keys) {
            this.keys = List.copyOf(keys);
        }
    }

    public Path path() {
        return path;
    }

    public boolean exists() {
        return Files.exists(path);
    }

    /**
     * The keys as they are now.
     *
     * @throws KeysException if the file is missing or not what it should be
     */
    public List<AccessKey> read() {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new KeysException("The keys file " + path + " is larger than " + MOST_BYTES + " bytes.");
            }
            return new KeyRing(JSON.readValue(Files.readAllBytes(path), Document.class)
                            .keys())
                    .keys();
        } catch (JsonProcessingException e) {
            throw new KeysException("The keys file " + path + " cannot be used: " + words(e));
        } catch (KeysException e) {
            throw new KeysException("The keys file " + path + " cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new KeysException("The keys file " + path + " cannot be read: " + reason(e), e);
        }
    }

    /**
     * Changes the keys; a file that is not there yet has none.
     *
     * @throws KeysException if the file cannot be used or written, or somebody else is writing it
     */
    public void change(UnaryOperator<List<AccessKey>> change) {
        Path aside = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            // Whoever creates the file aside is the only one who writes.
            FileChannel channel = FileChannel.open(
                    aside, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), ownerOnly());
            try (channel) {
                replace(channel, aside, change);
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (FileAlreadyExistsException e) {
            throw new KeysException(
                    "Somebody else is changing the keys; if nobody is, delete " + aside + " and try again.", e);
        } catch (IOException e) {
            throw new KeysException("The keys file " + path + " cannot be written: " + reason(e), e);
        }
    }

    private void replace(FileChannel channel, Path aside, UnaryOperator<List<AccessKey>> change) throws IOException {
        List<AccessKey> keys = change.apply(exists() ? read() : List.of());
        byte[] text = JSON.writeValueAsBytes(new Document(new KeyRing(keys).keys()));
        OutputStream out = Channels.newOutputStream(channel);
        out.write(text);
        out.write('\n');
        channel.force(true);
        Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** 0600 where the file system knows such a thing. */
    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Says where, never what: somebody may have put a key there. */
    private static String words(JsonProcessingException e) {
        if (e.getCause() instanceof KeysException cause) {
            return String.valueOf(cause.getMessage());
        }
        String line =
                e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "there is no field \"" + unknown.getPropertyName() + "\"" + line + ".";
        }
        boolean broken = e instanceof StreamReadException || e.getCause() instanceof StreamReadException;
        return (broken ? "it is not JSON" : "something is missing or of the wrong type") + line + ".";
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }
}
