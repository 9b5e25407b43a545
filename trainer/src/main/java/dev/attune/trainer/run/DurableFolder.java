package dev.attune.trainer.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that are there whole or not at all. */
public final class DurableFolder {
    private DurableFolder() {}

    /** Writes a folder's files. */
    public interface Content {
        void writeTo(Path folder) throws IOException;
    }

    /** Writes beside {@code folder}, notes the {@link Checksums}, syncs every file, renames. {@code folder} must not exist. */
    public static void create(Path folder, Content content) throws IOException {
        Path aside = folder.resolveSibling(folder.getFileName() + ".tmp");
        delete(aside);
        Files.createDirectories(aside);
        try {
            content.writeTo(aside);
            Checksums.write(aside);
            syncAll(aside);
            Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
            syncEntry(folder.toAbsolutePath().resolveSibling(""));
        } finally {
            delete(aside);
        }
    }

    /** Takes a folder away at once, then deletes what it held; a kill in the middle leaves no half of it under its name. */
    public static void remove(Path folder) throws IOException {
        Path aside = folder.resolveSibling(folder.getFileName() + ".gone");
        delete(aside);
        Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
        delete(aside);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(folder)) {
            inside = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }

    private static void syncAll(Path folder) throws IOException {
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(folder)) {
            inside = walk.toList();
        }
        for (Path path : inside) {
            syncEntry(path);
        }
    }

    private static void syncEntry(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (FileChannel channel = FileChannel.open(path)) {
                channel.force(true);
            } catch (IOException unsupported) {
                // Windows opens no directories; there the rename itself is all there is.
            }
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
