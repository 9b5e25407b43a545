package dev.attune.serving.checkpoint.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a hub calls a file's content by: its SHA-256 if git-lfs keeps it, else the id git gives it. */
final class ContentHash {
    private static final int CHUNK = 1 << 18;

    private ContentHash() {}

    static boolean isHash(String etag) {
        return etag.matches("[0-9a-f]{64}|[0-9a-f]{40}");
    }

    /** Whether the content has this name. A name that is no hash fits everything. */
    static boolean matches(Path file, String etag) throws IOException {
        if (etag.matches("[0-9a-f]{64}")) {
            return etag.equals(hash(file, digest("SHA-256")));
        }
        if (etag.matches("[0-9a-f]{40}")) {
            MessageDigest digest = digest("SHA-1");
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
            return etag.equals(hash(file, digest));
        }
        return true;
    }

    private static String hash(Path file, MessageDigest digest) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
