package dev.attune.feedback.dataset;

import dev.attune.feedback.FeedbackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * The deployment's secret on disk: as long as it stays, people keep their pseudonyms and stay in their splits. Whoever loses it
 * loses nothing else.
 */
public final class SecretFile {
    private static final int BYTES = 32;

    private SecretFile() {}

    /**
     * Reads it, or makes it at first use, readable by its owner alone.
     *
     * @throws FeedbackException naming the file
     */
    public static KeyedHash open(Path file) {
        try {
            if (Files.notExists(file)) {
                make(file);
            }
            return new KeyedHash(Files.readAllBytes(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new FeedbackException(file + " cannot be used as the secret for pseudonyms: " + e.getMessage(), e);
        }
    }

    /** Aside, synced, put in place only if nobody was first. */
    private static void make(Path file) throws IOException {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path aside = Files.createTempFile(folder, "secret", ".part");
        if (Files.getFileStore(aside).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-------"));
        }
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(key));
            channel.force(true);
        }
        try {
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException theirs) {
            // Another process made it in the same moment.
        } catch (UnsupportedOperationException noLinks) {
            Files.copy(aside, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.delete(aside);
        }
    }
}
