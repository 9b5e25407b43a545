package dev.attune.trainer.cycle;

import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.serving.checkpoint.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** The key under which people are pseudonyms and fall into splits: made once, kept beside the cycles, readable by its owner alone. */
final class Secret {
    private static final int BYTES = 32;

    private Secret() {}

    static KeyedHash in(Path file) {
        try {
            if (Files.notExists(file)) {
                byte[] key = new byte[BYTES];
                new SecureRandom().nextBytes(key);
                DurableFiles.replace(file, channel -> channel.write(ByteBuffer.wrap(key)));
                if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                }
            }
            return new KeyedHash(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CycleException(file + ": cannot be read or made: " + e.getMessage(), e);
        }
    }
}
