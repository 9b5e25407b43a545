package dev.attune.trainer.ppo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest of all that decides a run's outcome and is not in a model folder. */
final class PpoDigest {
    private PpoDigest() {}

    static String of(PpoTask task, PpoConfig config) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(config.toString().getBytes(StandardCharsets.UTF_8));
            sha.update(ByteBuffer.allocate(Long.BYTES).putLong(task.seed()).array());
            for (int[] prompt : task.prompts()) {
                ByteBuffer bytes = ByteBuffer.allocate((prompt.length + 1) * Integer.BYTES);
                bytes.putInt(prompt.length).asIntBuffer().put(prompt);
                sha.update(bytes.array());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
