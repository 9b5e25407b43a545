package dev.attune.trainer.bpe;

import java.nio.charset.StandardCharsets;

/**
 * The 256 printable characters that byte-level BPE writes bytes with. Bytes that print as they are stand for
 * themselves; the others take the code points from U+0100 on, in order.
 */
final class ByteAlphabet {
    static final int SIZE = 256;

    private static final char[] CHARACTERS = characters();

    private ByteAlphabet() {}

    static char of(int value) {
        return CHARACTERS[value];
    }

    /** The UTF-8 bytes of {@code text}, one character each. */
    static String spell(String text) {
        StringBuilder spelled = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            spelled.append(CHARACTERS[each & 0xFF]);
        }
        return spelled.toString();
    }

    private static char[] characters() {
        char[] characters = new char[SIZE];
        char next = 0x100;
        for (int value = 0; value < SIZE; value++) {
            characters[value] = printsAsItself(value) ? (char) value : next++;
        }
        return characters;
    }

    private static boolean printsAsItself(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
    }
}
