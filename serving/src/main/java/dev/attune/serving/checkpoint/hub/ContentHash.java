package dev.attune.serving.checkpoint.hub;

import dev.attune.serving.checkpoint.FileHash;
import java.io.IOException;
import java.nio.file.Path;

/** What a hub calls a file's content by: its SHA-256 if git-lfs keeps it, else the id git gives it. */
final class ContentHash {
    private static final String SHA_256 = "[0-9a-f]{64}";
    private static final String GIT_OBJECT_ID = "[0-9a-f]{40}";

    private ContentHash() {}

    static boolean isHash(String etag) {
        return etag.matches(SHA_256) || etag.matches(GIT_OBJECT_ID);
    }

    /** Whether the content has this name. A name that is no hash fits everything. */
    static boolean matches(Path file, String etag) throws IOException {
        if (etag.matches(SHA_256)) {
            return etag.equals(FileHash.sha256(file));
        }
        return !etag.matches(GIT_OBJECT_ID) || etag.equals(FileHash.gitObjectId(file));
    }
}
