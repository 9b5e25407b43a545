package dev.attune.serving.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class StreamingDetokenizerTest {
    static final List<String> NAMES = Golden.NAMES;

    @Test
    void aSplitCharacterWaitsForItsLastToken() {
        try (Tokenizer tokenizer = Golden.tokenizer("tiny-qwen3")) {
            StreamingDetokenizer detokenizer = new StreamingDetokenizer(tokenizer);
            List<String> pieces = new ArrayList<>();
            for (int id : tokenizer.encode("a😀é<|im_end|>.")) {
                pieces.add(detokenizer.push(id).text());
            }
            assertThat(pieces).containsExactly("a", "", "", "", "😀", "", "é", "", ".");
            assertThat(detokenizer.finish()).isEmpty();
        }
    }

    @Test
    void aBrokenCharacterBecomesOneReplacementAndTheStreamGoesOn() {
        try (Tokenizer tokenizer = Golden.tokenizer("tiny-qwen3")) {
            int[] smile = tokenizer.encode("😀");
            StreamingDetokenizer detokenizer = new StreamingDetokenizer(tokenizer);
            assertThat(detokenizer.push(smile[0]).text()).isEmpty();
            assertThat(detokenizer.push(tokenizer.encode("b")[0]).text()).isEqualTo("\ufffdb");
            assertThat(detokenizer.push(smile[0]).text()).isEmpty();
            assertThat(detokenizer.finish()).isEqualTo("\ufffd");
        }
    }

    /** Byte-level: the library decodes the bytes of all tokens leniently, so even nonsense must agree with it. */
    @ParameterizedTest
    @FieldSource("NAMES")
    void piecesOfRandomIdsAreTheLibrarysWhole(String name) {
        Random random = new Random(23);
        try (Tokenizer tokenizer = Golden.tokenizer(name)) {
            for (int round = 0; round < 500; round++) {
                int[] ids = random.ints(random.nextInt(40), 0, tokenizer.vocabularySize() + 20)
                        .map(id -> random.nextBoolean() ? id % 260 : id)
                        .toArray();
                checkPieces(tokenizer, ids);
            }
        }
    }

    @Test
    void sentencePiecePiecesAreTheLibrarysWhole(@TempDir Path dir) throws IOException {
        Random random = new Random(29);
        String[] words = {"the", " the", "  ", "日", "é", "😀", "ß", "<s>", "</s>", "\n", "well", ".", " "};
        for (String decoder : List.of(SentencePieceFolder.STRIPPING, SentencePieceFolder.KEEPING)) {
            try (Tokenizer tokenizer = Tokenizer.open(SentencePieceFolder.write(dir, decoder))) {
                for (int round = 0; round < 500; round++) {
                    String text = IntStream.range(0, random.nextInt(8))
                            .mapToObj(i -> words[random.nextInt(words.length)])
                            .reduce("", String::concat);
                    checkPieces(tokenizer, tokenizer.encode(text));
                }
            }
        }
    }

    @Test
    void onlyTheFirstWordLosesItsSpace(@TempDir Path dir) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(SentencePieceFolder.write(dir, SentencePieceFolder.STRIPPING))) {
            int the = tokenizer.encode("the")[0];
            StreamingDetokenizer detokenizer = new StreamingDetokenizer(tokenizer);
            assertThat(detokenizer.push(tokenizer.encode("</s>")[0]).text()).isEmpty();
            assertThat(detokenizer.push(1 << 20).bytes()).isEmpty();
            StreamingDetokenizer.Piece first = detokenizer.push(the);
            assertThat(first.text()).isEqualTo("the");
            assertThat(first.bytes()).isEqualTo("the".getBytes(StandardCharsets.UTF_8));
            assertThat(detokenizer.push(the).text()).isEqualTo(" the");
            assertThat(StreamingDetokenizer.goingOn(tokenizer).push(the).text()).isEqualTo(" the");
        }
    }

    private static void checkPieces(Tokenizer tokenizer, int[] ids) {
        StreamingDetokenizer detokenizer = new StreamingDetokenizer(tokenizer);
        StringBuilder text = new StringBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            StreamingDetokenizer.Piece piece = detokenizer.push(id);
            assertThat(UnicodeText.isWellFormed(piece.text())).isTrue();
            text.append(piece.text());
            bytes.writeBytes(piece.bytes());
        }
        text.append(detokenizer.finish());
        HuggingFaceTokens library = (HuggingFaceTokens) tokenizer;
        assertThat(text).as(Arrays.toString(ids)).hasToString(library.libraryDecode(ids, true));
        assertThat(tokenizer.decode(ids)).isEqualTo(text.toString());
        assertThat(tokenizer.decodeWithSpecials(ids)).isEqualTo(library.libraryDecode(ids, false));
        if (text.indexOf("\ufffd") < 0) {
            assertThat(bytes.toByteArray()).isEqualTo(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
