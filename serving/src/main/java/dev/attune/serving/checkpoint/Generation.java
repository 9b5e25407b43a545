package dev.attune.serving.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One version of the model in a {@link CheckpointStore}: a Hugging Face folder with a manifest, never changed once it is
 * there.
 *
 * @param dir the folder
 */
public record Generation(Path dir, Manifest manifest) {

    static Generation read(Path dir) {
        return new Generation(dir, Manifest.read(dir.resolve(Manifest.FILE)));
    }

    public long version() {
        return manifest.version();
    }

    /** How a child refers to this generation. */
    Manifest.Parent asParent() throws IOException {
        return new Manifest.Parent(version(), FileHash.sha256(dir.resolve(Manifest.FILE)));
    }

    /** Compares every file with the manifest, and the parent's manifest with its hash here; reads all of them. */
    void verify() throws IOException {
        Set<String> expected = new TreeSet<>(manifest.files().keySet());
        expected.add(Manifest.FILE);
        for (Path file : files(dir)) {
            if (!expected.remove(file.getFileName().toString())) {
                throw CheckpointException.in(file, "is not in the manifest");
            }
        }
        for (String missing : expected) {
            throw CheckpointException.in(dir.resolve(missing), "is missing");
        }
        for (var entry : manifest.files().entrySet()) {
            Path file = dir.resolve(entry.getKey());
            if (Files.size(file) != entry.getValue().bytes()) {
                throw CheckpointException.in(
                        file,
                        "has " + Files.size(file) + " bytes, the manifest says "
                                + entry.getValue().bytes());
            }
            if (!FileHash.sha256(file).equals(entry.getValue().sha256())) {
                throw CheckpointException.in(file, "has another SHA-256 than the manifest says");
            }
        }
        verifyParent();
    }

    /** Compares the parent's manifest with what this one says of it; a parent that was pruned cannot be compared. */
    private void verifyParent() throws IOException {
        Manifest.Parent parent = manifest.parent();
        if (parent == null) {
            return;
        }
        Path file = dir.resolveSibling(CheckpointStore.name(parent.version())).resolve(Manifest.FILE);
        if (Files.exists(file) && !FileHash.sha256(file).equals(parent.manifestSha256())) {
            throw CheckpointException.in(
                    file, "has another SHA-256 than version " + version() + " says its parent's manifest has");
        }
    }

    /** Syncs every file of a folder that is being written and notes what it is. */
    static Map<String, Manifest.FileEntry> seal(Path aside) throws IOException {
        Map<String, Manifest.FileEntry> entries = new HashMap<>();
        for (Path file : files(aside)) {
            String name = file.getFileName().toString();
            if (!Files.isRegularFile(file) || name.equals(Manifest.FILE)) {
                throw new IllegalArgumentException("a generation holds plain files and its own manifest, was " + name);
            }
            DurableFiles.sync(file);
            entries.put(name, new Manifest.FileEntry(Files.size(file), FileHash.sha256(file)));
        }
        return entries;
    }

    static List<Path> files(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.sorted().toList();
        }
    }
}
