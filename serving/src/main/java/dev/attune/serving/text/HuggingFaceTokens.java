package dev.attune.serving.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.attune.serving.checkpoint.CheckpointException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * A {@code tokenizer.json} run by the Hugging Face tokenizers library; from ids back to bytes is ours ({@link
 * Vocabulary}), since the library only speaks whole strings.
 *
 * <p>The native tokenizer is immutable once built and may be shared between threads: encoding takes it by shared
 * reference, its word cache has a lock of its own. Freeing it while another thread encodes would not be safe.
 */
final class HuggingFaceTokens implements Tokenizer {
    /** By default the library cuts at 512 tokens, pads, and adds tokens of its own. */
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer library;
    private final Vocabulary vocabulary;

    private HuggingFaceTokens(HuggingFaceTokenizer library, Vocabulary vocabulary) {
        this.library = library;
        this.vocabulary = vocabulary;
    }

    static HuggingFaceTokens open(Path dir) {
        Path file = dir.resolve(TokenizerJson.FILE);
        byte[] json = TokenizerJson.read(dir);
        // First ours: it refuses what is not JSON before native code sees it.
        Vocabulary vocabulary = Vocabulary.parse(file, json);
        try {
            return new HuggingFaceTokens(
                    HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS), vocabulary);
        } catch (IOException | RuntimeException refused) {
            throw new CheckpointException(file + ": is not a usable tokenizer: " + refused.getMessage(), refused);
        }
    }

    @Override
    public int[] encode(String text) {
        return encode(text, false);
    }

    @Override
    public int[] encodeWhole(String text) {
        return encode(text, true);
    }

    @Override
    public EncodedText encodeWithOffsets(String text) {
        long encoding = TokenizersLibrary.LIB.encode(library.getHandle(), UnicodeText.wellFormed(text), false);
        try {
            int[] ids = ints(TokenizersLibrary.LIB.getTokenIds(encoding));
            CharSpan[] spans = TokenizersLibrary.LIB.getTokenCharSpans(encoding);
            // The library counts characters as Unicode does, Java in UTF-16 units.
            int[] units = UnicodeText.unitIndices(text);
            return new EncodedText(
                    ids,
                    Arrays.stream(spans)
                            .mapToInt(span -> units[span.getStart()])
                            .toArray(),
                    Arrays.stream(spans).mapToInt(span -> units[span.getEnd()]).toArray());
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public byte[] bytes(int id) {
        return vocabulary.bytes(id);
    }

    @Override
    public byte[] firstBytes(int id) {
        return vocabulary.firstBytes(id);
    }

    @Override
    public boolean isSpecial(int id) {
        return vocabulary.isSpecial(id);
    }

    @Override
    public Map<String, Integer> specialTokens() {
        return vocabulary.specialTokens();
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    /** What the library itself makes of ids: the second opinion in tests. */
    String libraryDecode(int[] ids, boolean skipSpecial) {
        return library.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecial);
    }

    @Override
    public void close() {
        library.close();
    }

    /** Asks the library for the ids alone; its own {@code encode} also fetches tokens, spans and masks, one by one. */
    private int[] encode(String text, boolean addSpecial) {
        long encoding = TokenizersLibrary.LIB.encode(library.getHandle(), UnicodeText.wellFormed(text), addSpecial);
        try {
            return ints(TokenizersLibrary.LIB.getTokenIds(encoding));
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    private static int[] ints(long[] longs) {
        return Arrays.stream(longs).mapToInt(Math::toIntExact).toArray();
    }
}
