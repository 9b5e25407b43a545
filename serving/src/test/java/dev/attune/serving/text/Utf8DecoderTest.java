package dev.attune.serving.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8DecoderTest {
    private static final int[] TELLING = {
        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEE, 0xEF, 0xF0,
        0xF1, 0xF4, 0xF5, 0xFF
    };

    @Test
    void everyCharacterComesThroughByteByByte() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (Character.isBmpCodePoint(point) && Character.isSurrogate((char) point)) {
                continue;
            }
            String character = Character.toString(point);
            byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
            Utf8Decoder decoder = new Utf8Decoder();
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < bytes.length; i++) {
                assertThat(out).isEmpty();
                decoder.decode(new byte[] {bytes[i]}, out);
            }
            assertThat(out).hasToString(character);
        }
    }

    @Test
    void invalidBytesReadAsInTheJdkHoweverTheyAreCut() {
        Random random = new Random(17);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int i = 0; i < bytes.length; i++) {
                // ED, which begins surrogates, is left out: the JDK makes one U+FFFD of all three bytes.
                bytes[i] = (byte) TELLING[random.nextInt(TELLING.length)];
            }
            assertThat(decodeInPieces(bytes, random))
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Test
    void maximalBeginningsBecomeOneReplacementEach() {
        check("ED A0 80", "\ufffd\ufffd\ufffd");
        check("ED 9F BF", "\ud7ff");
        check("F0 9F 98", "\ufffd");
        check("F0 9F 98 41", "\ufffdA");
        check("F0 9F F0 9F 98 80", "\ufffd😀");
        check("E2 82 E2 82 AC", "\ufffd€");
        check("C0 AF", "\ufffd\ufffd");
        check("F4 90 80 80", "\ufffd\ufffd\ufffd\ufffd");
        check("61 F1 80 80 E1 80 C2 62 80 63 80 BF 64", "a\ufffd\ufffd\ufffdb\ufffdc\ufffd\ufffdd");
    }

    private static void check(String hex, String expected) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        assertThat(decodeInPieces(bytes, new Random(1))).isEqualTo(expected);
    }

    private static String decodeInPieces(byte[] bytes, Random random) {
        Utf8Decoder decoder = new Utf8Decoder();
        StringBuilder out = new StringBuilder();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + random.nextInt(4));
            decoder.decode(Arrays.copyOfRange(bytes, from, to), out);
            from = to;
        }
        decoder.finish(out);
        return out.toString();
    }
}
