package dev.attune.serving.text;

/**
 * Token ids to text, piece by piece. A character split over tokens is held back until it is whole; the pieces and the
 * rest from {@link #finish()} put together are exactly {@link Tokenizer#decode} of all ids. Special tokens say nothing.
 * One owner at a time.
 */
public final class StreamingDetokenizer {
    private static final byte[] NOTHING = {};

    private final Tokenizer tokenizer;
    private final boolean keepSpecial;
    private final Utf8Decoder decoder = new Utf8Decoder();
    private boolean started;

    public StreamingDetokenizer(Tokenizer tokenizer) {
        this(tokenizer, false);
    }

    /** For tokens that go on from a text: their first keeps the space that some tokenizers drop at the start of one. */
    public static StreamingDetokenizer goingOn(Tokenizer tokenizer) {
        StreamingDetokenizer detokenizer = new StreamingDetokenizer(tokenizer);
        detokenizer.started = true;
        return detokenizer;
    }

    private StreamingDetokenizer(Tokenizer tokenizer, boolean keepSpecial) {
        this.tokenizer = tokenizer;
        this.keepSpecial = keepSpecial;
    }

    /**
     * What one more token adds.
     *
     * @param text the characters it completes; maybe none
     * @param bytes its own bytes; those of all tokens put together are the whole text's
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Piece(String text, byte[] bytes) {}

    /** Takes the next token. */
    public Piece push(int id) {
        byte[] bytes = bytesOf(id);
        StringBuilder text = new StringBuilder(bytes.length);
        decoder.decode(bytes, text);
        return new Piece(text.toString(), bytes);
    }

    /** Ends the text and returns what was held back: U+FFFD if it broke off within a character, else nothing. */
    public String finish() {
        StringBuilder text = new StringBuilder(1);
        decoder.finish(text);
        return text.toString();
    }

    static String decode(Tokenizer tokenizer, int[] ids, boolean keepSpecial) {
        StreamingDetokenizer detokenizer = new StreamingDetokenizer(tokenizer, keepSpecial);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            detokenizer.decoder.decode(detokenizer.bytesOf(id), text);
        }
        detokenizer.decoder.finish(text);
        return text.toString();
    }

    private byte[] bytesOf(int id) {
        if (tokenizer.isSpecial(id) && !keepSpecial) {
            return NOTHING;
        }
        byte[] bytes = started ? tokenizer.bytes(id) : tokenizer.firstBytes(id);
        // A token of nothing but the dropped space has opened the text all the same.
        started |= tokenizer.bytes(id).length > 0;
        return bytes;
    }
}
