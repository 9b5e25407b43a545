package dev.attune.feedback.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 under the deployment's secret: what nobody without it can foresee or undo, and what never changes as long as it
 * stays. The purpose is hashed too, so that a pseudonym says nothing about a split. Immutable; any thread may use it.
 */
public final class KeyedHash {
    private static final int SHORTEST_KEY = 16;
    private static final int PSEUDONYM_BYTES = 16;
    private static final String PSEUDONYM = "u[0-9a-f]{" + 2 * PSEUDONYM_BYTES + "}";

    private final SecretKeySpec key;

    /** @param key at least 16 bytes */
    public KeyedHash(byte[] key) {
        if (key.length < SHORTEST_KEY) {
            throw new IllegalArgumentException("key must have at least " + SHORTEST_KEY + " bytes, had " + key.length);
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** A name for a user that only who has the key can connect with the user. */
    public String pseudonym(String user) {
        return "u" + HexFormat.of().formatHex(hash("pseudonym", user), 0, PSEUDONYM_BYTES);
    }

    /** The same, of a user who may be a pseudonym already: that stays. */
    public String pseudonymOnce(String user) {
        return user.matches(PSEUDONYM) ? user : pseudonym(user);
    }

    /** A number in [0, 1) for a value, evenly spread. */
    public double fraction(String purpose, String value) {
        return (number(purpose, value) >>> 11) * 0x1.0p-53;
    }

    /** A number for a value. */
    public long number(String purpose, String value) {
        return ByteBuffer.wrap(hash(purpose, value)).getLong();
    }

    private byte[] hash(String purpose, String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
