package dev.attune.serving.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writing so that a reader, or the next start after a power cut, sees a file whole or not at all. */
public final class DurableFiles {
    private DurableFiles() {}

    /** Writes the content of one file. */
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Writes beside {@code file}, syncs, renames over it. A failure leaves {@code file} as it was. */
    public static void replace(Path file, Content content) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            rename(aside, file);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Moves a synced file or folder to its name, atomically, and syncs the folder that holds the name. */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(to.toAbsolutePath().resolveSibling(""));
    }

    /** Has a file's content on disk; of a file of somebody else's, which may only be read, what the system does for readers. */
    public static void sync(Path file) throws IOException {
        StandardOpenOption way = Files.isWritable(file) ? StandardOpenOption.WRITE : StandardOpenOption.READ;
        try (FileChannel channel = FileChannel.open(file, way)) {
            channel.force(true);
        }
    }

    static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
        } catch (IOException unsupported) {
            // Windows opens no directories; there the rename itself is all there is.
        }
    }
}
