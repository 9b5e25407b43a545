package dev.attune.server;

import dev.attune.serving.text.EncodedText;
import dev.attune.serving.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One token per byte, so that every character beyond ASCII is split over tokens; and one token that ends. */
final class ByteTokens implements Tokenizer {
    static final int END = 256;

    @Override
    public int[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = bytes[i] & 0xff;
        }
        return ids;
    }

    @Override
    public EncodedText encodeWithOffsets(String text) {
        throw new UnsupportedOperationException("the server asks for no offsets");
    }

    @Override
    public byte[] bytes(int id) {
        return id < END ? new byte[] {(byte) id} : "<|end|>".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isSpecial(int id) {
        return id == END;
    }

    @Override
    public Map<String, Integer> specialTokens() {
        return Map.of("<|end|>", END);
    }

    @Override
    public int vocabularySize() {
        return END + 1;
    }

    @Override
    public void close() {}
}
