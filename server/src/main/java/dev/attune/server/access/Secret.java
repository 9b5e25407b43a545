package dev.attune.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** A key in clear: made, hashed, and then forgotten by everybody but its owner. */
public final class Secret {
    /** What a bearer token is made of (RFC 6750); long enough not to be guessed. */
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._~+/=-]{16,512}");

    private static final int RANDOM_BYTES = 32;

    private Secret() {}

    /** A new key of 256 random bits. */
    public static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return "sk-attune-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * What is kept of a key. One round is enough: a key is random, not a word that somebody could guess from a dictionary.
     */
    public static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether this could be a key at all. */
    static boolean isPlausible(String key) {
        return SHAPE.matcher(key).matches();
    }
}
