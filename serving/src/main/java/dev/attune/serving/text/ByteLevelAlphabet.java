package dev.attune.serving.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The alphabet of byte-level BPE: 256 printable characters, one per byte. Bytes that print as themselves in Latin-1 do so;
 * the others take the characters from U+0100 on, in order (GPT-2, {@code bytes_to_unicode}).
 */
final class ByteLevelAlphabet {
    private static final int FIRST_SUBSTITUTE = 0x100;
    /** By character: its byte, or −1. */
    private static final short[] BYTES = new short[2 * FIRST_SUBSTITUTE];

    private static final char[] CHARACTERS = new char[256];

    static {
        Arrays.fill(BYTES, (short) -1);
        char next = FIRST_SUBSTITUTE;
        for (int value = 0; value < 256; value++) {
            CHARACTERS[value] = printsAsItself(value) ? (char) value : next++;
            BYTES[CHARACTERS[value]] = (short) value;
        }
    }

    private ByteLevelAlphabet() {}

    /** The bytes a token spells. A token with a character from outside the alphabet was added by hand and means itself. */
    static byte[] bytes(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char character = token.charAt(i);
            if (character >= BYTES.length || BYTES[character] < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = (byte) BYTES[character];
        }
        return bytes;
    }

    private static boolean printsAsItself(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
    }
}
