package dev.attune.serving.checkpoint.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.DurableFiles;
import dev.attune.serving.checkpoint.JsonFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One model's place below the cache folder: {@code org--name/COMMIT/} holds the files and, once all are there, a marker;
 * {@code org--name/refs/REVISION} names the commit a revision stood for when it was last finished.
 */
final class ModelCache {
    private static final String MARKER = ".finished.json";
    private static final Duration POLL = Duration.ofMillis(200);

    private final Path root;
    private final HubModel model;

    ModelCache(Path cacheDir, HubModel model) {
        this.root = cacheDir.resolve(model.organisation() + "--" + model.name());
        this.model = model;
    }

    Path folder(String commit) {
        return root.resolve(commit);
    }

    boolean isFinished(String commit) {
        return Files.exists(folder(commit).resolve(MARKER));
    }

    /** The finished folder of the model's revision as of its last download. */
    Optional<Path> finished() throws IOException {
        if (model.isPinned() && isFinished(model.revision())) {
            return Optional.of(folder(model.revision()));
        }
        if (!Files.exists(ref())) {
            return Optional.empty();
        }
        String commit = Files.readString(ref()).strip();
        return isFinished(commit) ? Optional.of(folder(commit)) : Optional.empty();
    }

    /** Everything is there: from now on the folder can be used without asking the hub. */
    void finish(String commit, List<RemoteFile> files) throws IOException {
        ObjectNode marker = new ObjectMapper()
                .createObjectNode()
                .put("model", model.id())
                .put("revision", model.revision())
                .put("commit", commit);
        for (RemoteFile file : files) {
            marker.withArray("files")
                    .addObject()
                    .put("name", file.name())
                    .put("bytes", file.bytes())
                    .put("etag", file.etag());
        }
        write(folder(commit).resolve(MARKER), marker.toPrettyString());
        remember(commit);
    }

    /** The same content in a folder of another commit, so that a moved branch costs only what has changed. */
    Optional<Path> sameContent(RemoteFile file) throws IOException {
        if (!ContentHash.isHash(file.etag()) || !Files.exists(root)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> holds(folder, file))
                    .map(folder -> folder.resolve(file.name()))
                    .findAny();
        }
    }

    private static boolean holds(Path folder, RemoteFile file) {
        Path marker = folder.resolve(MARKER);
        if (!Files.exists(marker) || !Files.exists(folder.resolve(file.name()))) {
            return false;
        }
        for (JsonNode entry : JsonFiles.readObject(marker).path("files")) {
            if (entry.path("name").asText().equals(file.name())
                    && entry.path("etag").asText().equals(file.etag())) {
                return true;
            }
        }
        return false;
    }

    void remember(String commit) throws IOException {
        if (!Files.exists(ref()) || !Files.readString(ref()).equals(commit)) {
            Files.createDirectories(root.resolve("refs"));
            write(ref(), commit);
        }
    }

    /** Waits until no other start downloads this model. The lock is held until the channel closes or the process ends. */
    FileChannel lock(Duration limit, DownloadProgress progress) throws IOException {
        Files.createDirectories(root);
        FileChannel channel =
                FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + limit.toNanos();
        for (int tries = 0; ; tries++) {
            if (tryLock(channel)) {
                return channel;
            }
            if (tries == 0) {
                progress.note(model + ": another process is downloading it; waiting");
            }
            if (System.nanoTime() > deadline) {
                channel.close();
                throw new CheckpointException(root + ": another process has been downloading for " + limit);
            }
            Retries.sleep(POLL);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private Path ref() {
        return root.resolve("refs").resolve(model.encodedRevision());
    }

    private static void write(Path file, String content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
        DurableFiles.replace(file, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }
}
