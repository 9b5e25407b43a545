package dev.attune.server.access;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Keys from an environment variable: {@code KEY} or {@code USER:ROLE+ROLE:KEY}, several parted by commas or white space. A key stands
 * there in clear or as {@code sha256-} and 64 hexadecimal digits.
 */
public final class EnvironmentKeys {
    private static final String HASHED = "sha256-";
    private static final List<String> DEFAULT_ROLES = List.of(Role.CHAT.word(), Role.FEEDBACK.word());

    private EnvironmentKeys() {}

    /**
     * Reads the value of the variable.
     *
     * @throws KeysException naming the entry, never the key
     */
    public static List<AccessKey> parse(String text) {
        List<AccessKey> keys = new ArrayList<>();
        for (String entry : text.split("[,\\s]+", -1)) {
            if (!entry.isEmpty()) {
                keys.add(parseEntry(entry, keys.size() + 1));
            }
        }
        return keys;
    }

    private static AccessKey parseEntry(String entry, int number) {
        String name = "environment-" + number;
        String[] parts = entry.split(":", -1);
        try {
            return switch (parts.length) {
                case 1 -> new AccessKey(name, "default", sha256(parts[0]), DEFAULT_ROLES, null);
                case 3 -> new AccessKey(name, parts[0], sha256(parts[2]), List.of(parts[1].split("\\+", -1)), null);
                default -> throw new KeysException("neither one part nor three");
            };
        } catch (KeysException e) {
            // Its words may quote a part, and whoever mixed up the parts wrote the key there.
            throw new KeysException(
                    "Key " + number + " of the environment must be KEY or USER:ROLE+ROLE:KEY, where KEY is 16"
                            + " to 512 letters, digits or any of . _ ~ + / = -, or sha256- and 64 hexadecimal digits.");
        }
    }

    private static String sha256(String key) {
        if (key.startsWith(HASHED)) {
            return key.substring(HASHED.length());
        }
        if (!Secret.isPlausible(key)) {
            throw new KeysException("not a key");
        }
        return HexFormat.of().formatHex(Secret.sha256(key));
    }
}
