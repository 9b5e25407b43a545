package dev.attune.feedback.dataset;

import dev.attune.feedback.FeedbackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The deployment's secret on disk: as long as it stays, people keep their pseudonyms and stay in their splits. It is made in the data
 * directory; a server gives it to the stores it serves from, where trainers read it, on other machines too. Whoever loses it loses
 * nothing else.
 */
public final class SecretFile {
    private static final int BYTES = 32;

    private SecretFile() {}

    /** Where a data directory has it. */
    public static Path in(Path dataDir) {
        return dataDir.resolve("secret");
    }

    /**
     * Reads it, or makes it at first use, readable by its owner alone.
     *
     * @throws FeedbackException naming the file
     */
    public static KeyedHash open(Path file) {
        try {
            if (Files.notExists(file)) {
                byte[] key = new byte[BYTES];
                new SecureRandom().nextBytes(key);
                put(file, key);
            }
            return new KeyedHash(Files.readAllBytes(file));
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(file, e);
        }
    }

    /**
     * Gives the secret of one file to another that is not there yet; one that is there stays, for people are in splits by it.
     *
     * @return whether both hold the same now
     * @throws FeedbackException naming the file
     */
    public static boolean share(Path from, Path to) {
        open(from);
        try {
            byte[] key = Files.readAllBytes(from);
            if (Files.notExists(to)) {
                put(to, key);
            }
            return Arrays.equals(key, Files.readAllBytes(to));
        } catch (IOException e) {
            throw unusable(to, e);
        }
    }

    private static FeedbackException unusable(Path file, Exception cause) {
        return new FeedbackException(
                file + " cannot be used as the secret for pseudonyms: " + cause.getMessage(), cause);
    }

    /** Aside, synced, put in place only if nobody was first. */
    private static void put(Path file, byte[] key) throws IOException {
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
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.copy(aside, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.delete(aside);
        }
    }
}
