package dev.attune.trainer.cycle;

import dev.attune.serving.checkpoint.DurableFiles;
import dev.attune.serving.checkpoint.FileHash;
import dev.attune.trainer.data.Conversation;
import dev.attune.trainer.data.ConversationReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Conversations that policies are not to forget, kept under the SHA-256 of the file: a cycle that goes on later, or is made again, finds
 * the same. One thread.
 *
 * @param dir where they lie
 */
record Remembered(Path dir) {
    /** Those in a trainer's folder. */
    static Remembered in(Path training) {
        return new Remembered(training.resolve("conversations"));
    }

    /** Keeps a copy of a file; its SHA-256. */
    String keep(Path file) {
        try {
            String sha256 = FileHash.sha256(file);
            if (Files.notExists(path(sha256))) {
                Files.createDirectories(dir);
                DurableFiles.replace(path(sha256), channel -> {
                    try (InputStream in = Files.newInputStream(file)) {
                        in.transferTo(Channels.newOutputStream(channel));
                    }
                });
            }
            return sha256;
        } catch (IOException unusable) {
            throw new CycleException(file + ": cannot be kept in " + dir + ": " + unusable.getMessage(), unusable);
        }
    }

    /** The file with this SHA-256. */
    Path file(String sha256) {
        Path kept = path(sha256);
        if (Files.notExists(kept)) {
            throw new CycleException(kept + ": the conversations that this cycle remembers are not there");
        }
        return kept;
    }

    /** So many of them by lot, fewer if there are not as many; none if the SHA-256 is empty. */
    List<Conversation> some(String sha256, int count, long seed) {
        if (sha256.isEmpty()) {
            return List.of();
        }
        List<Conversation> all = ConversationReader.all(file(sha256));
        Collections.shuffle(all, new Random(seed));
        return List.copyOf(all.subList(0, Math.min(count, all.size())));
    }

    private Path path(String sha256) {
        return dir.resolve(sha256 + ".jsonl");
    }
}
