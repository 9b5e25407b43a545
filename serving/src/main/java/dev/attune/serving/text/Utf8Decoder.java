package dev.attune.serving.text;

/**
 * UTF-8 to text, a few bytes at a time, whole characters only. Bytes that cannot be part of a character become U+FFFD, one
 * for each maximal beginning of a character (the WHATWG Encoding Standard's UTF-8 decoder; Python's and Rust's lossy
 * decoding do the same). One owner.
 */
final class Utf8Decoder {
    private int codePoint;
    /** Bytes of the current character seen and expected; 0 expected: between characters. */
    private int seen;

    private int expected;
    /** What the next byte must lie between. The second byte of some characters has narrower bounds. */
    private int lower = 0x80;

    private int upper = 0xBF;

    /** Decodes what these bytes complete. */
    void decode(byte[] bytes, StringBuilder out) {
        for (byte next : bytes) {
            accept(next & 0xFF, out);
        }
    }

    /** Ends the text: the beginning of a character that never came to its end becomes U+FFFD. */
    void finish(StringBuilder out) {
        if (expected > 0) {
            out.append(UnicodeText.REPLACEMENT);
            reset();
        }
    }

    private void accept(int next, StringBuilder out) {
        if (expected == 0) {
            begin(next, out);
        } else if (next < lower || next > upper) {
            finish(out);
            begin(next, out);
        } else {
            lower = 0x80;
            upper = 0xBF;
            codePoint = (codePoint << 6) | (next & 0x3F);
            if (++seen == expected) {
                out.appendCodePoint(codePoint);
                reset();
            }
        }
    }

    private void begin(int next, StringBuilder out) {
        if (next < 0x80) {
            out.append((char) next);
        } else if (next >= 0xC2 && next <= 0xDF) {
            expect(2, next & 0x1F);
        } else if (next >= 0xE0 && next <= 0xEF) {
            expect(3, next & 0x0F);
            lower = next == 0xE0 ? 0xA0 : 0x80; // nothing that two bytes could say
            upper = next == 0xED ? 0x9F : 0xBF; // no surrogates
        } else if (next >= 0xF0 && next <= 0xF4) {
            expect(4, next & 0x07);
            lower = next == 0xF0 ? 0x90 : 0x80; // nothing that three bytes could say
            upper = next == 0xF4 ? 0x8F : 0xBF; // nothing above U+10FFFF
        } else {
            out.append(UnicodeText.REPLACEMENT);
        }
    }

    private void expect(int bytes, int firstBits) {
        expected = bytes;
        seen = 1;
        codePoint = firstBits;
    }

    private void reset() {
        expected = 0;
        lower = 0x80;
        upper = 0xBF;
    }
}
