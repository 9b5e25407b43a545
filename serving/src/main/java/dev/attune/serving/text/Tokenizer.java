package dev.attune.serving.text;

import java.nio.file.Path;
import java.util.Map;

/**
 * Between text and token ids. Every method may be called from many threads at once; {@link #close()} when none of them
 * will call again.
 *
 * <p>What a token says is bytes, not characters: a character may be split over several tokens. {@link
 * StreamingDetokenizer} puts them together again.
 */
public interface Tokenizer extends AutoCloseable {

    /**
     * Opens the {@code tokenizer.json} of a model folder.
     *
     * @throws dev.attune.serving.checkpoint.CheckpointException naming the file if it is missing, corrupt or of a kind
     *     we cannot turn back into bytes
     */
    static Tokenizer open(Path dir) {
        return HuggingFaceTokens.open(dir);
    }

    /** The ids of a text. No token is added; special tokens spelled out in the text are recognised. */
    int[] encode(String text);

    /** {@link #encode} with what the tokenizer's file puts around a whole text, such as Llama's {@code <s>}. */
    default int[] encodeWhole(String text) {
        return encode(text);
    }

    /** {@link #encode} together with where in the text each token lies. */
    EncodedText encodeWithOffsets(String text);

    /** The bytes a token stands for within a text; empty for an id that no token has. Must not be changed. */
    byte[] bytes(int id);

    /** The bytes a token stands for at the start of a text, where some tokenizers drop a space. Must not be changed. */
    default byte[] firstBytes(int id) {
        return bytes(id);
    }

    /** Whether a token steers the model and is no part of what it says. */
    boolean isSpecial(int id);

    /** The special tokens' ids by what they look like. */
    Map<String, Integer> specialTokens();

    /** One more than the largest id. The model's own vocabulary may be padded to more. */
    int vocabularySize();

    /** The text of whole token sequences, special tokens left out; invalid bytes read U+FFFD. */
    default String decode(int... ids) {
        return StreamingDetokenizer.decode(this, ids, false);
    }

    /** {@link #decode} with special tokens spelled out. */
    default String decodeWithSpecials(int... ids) {
        return StreamingDetokenizer.decode(this, ids, true);
    }

    @Override
    void close();
}
