package dev.attune.feedback.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script beside this class and the name Redis knows it by. Immutable. */
record Script(String text, String sha) {

    static Script named(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            byte[] text = in.readAllBytes();
            String sha =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
            return new Script(new String(text, StandardCharsets.UTF_8), sha);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
