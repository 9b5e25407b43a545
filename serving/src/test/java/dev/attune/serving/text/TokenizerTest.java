package dev.attune.serving.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class TokenizerTest {
    static final List<String> NAMES = Golden.NAMES;

    private final Path dir;

    TokenizerTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void textsBecomeTheReferencesIdsAndBack(String name) {
        try (Tokenizer tokenizer = Golden.tokenizer(name)) {
            JsonNode cases = Golden.expected(name).path("tokenizer");
            assertThat(cases).isNotEmpty();
            for (JsonNode testCase : cases) {
                int[] ids = tokenizer.encode(testCase.path("text").asText());
                assertThat(ids).isEqualTo(Golden.ids(testCase.path("ids")));
                assertThat(tokenizer.decodeWithSpecials(ids))
                        .isEqualTo(testCase.path("decoded").asText());
                assertThat(tokenizer.decode(ids))
                        .isEqualTo(testCase.path("decoded_skip_special").asText());
            }
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void completionsReadAsTheReferenceReadsThem(String name) {
        try (Tokenizer tokenizer = Golden.tokenizer(name)) {
            for (JsonNode prompt : Golden.expected(name).path("prompts")) {
                assertThat(tokenizer.encode(prompt.path("text").asText())).isEqualTo(Golden.ids(prompt.path("ids")));
                assertThat(tokenizer.decodeWithSpecials(Golden.ids(prompt.path("greedy"))))
                        .isEqualTo(prompt.path("greedy_text").asText());
            }
        }
    }

    @Test
    void offsetsCountJavaChars() {
        try (Tokenizer tokenizer = Golden.tokenizer("tiny-qwen3")) {
            String text = "a😀b é <|im_end|>x\n";
            EncodedText encoded = tokenizer.encodeWithOffsets(text);
            assertThat(encoded.ids()).isEqualTo(tokenizer.encode(text));
            List<String> spans = new ArrayList<>();
            for (int i = 0; i < encoded.ids().length; i++) {
                spans.add(text.substring(encoded.starts()[i], encoded.ends()[i]));
            }
            assertThat(spans)
                    .containsExactly("a", "😀", "😀", "😀", "😀", "b", " ", "é", "é", " ", "<|im_end|>", "x", "\n");
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void offsetsCoverTheText(String name) {
        try (Tokenizer tokenizer = Golden.tokenizer(name)) {
            String text = Normalizer.normalize(String.join("", Golden.texts(name)), Normalizer.Form.NFC);
            EncodedText encoded = tokenizer.encodeWithOffsets(text);
            int covered = 0;
            for (int i = 0; i < encoded.ids().length; i++) {
                assertThat(encoded.starts()[i]).isLessThanOrEqualTo(covered);
                assertThat(encoded.ends()[i]).isGreaterThanOrEqualTo(covered);
                covered = encoded.ends()[i];
            }
            assertThat(covered).isEqualTo(text.length());
        }
    }

    @Test
    void halfASurrogatePairSpoilsOnlyItself() {
        try (Tokenizer tokenizer = Golden.tokenizer("tiny-qwen3")) {
            assertThat(tokenizer.decode(tokenizer.encode("x\ud83dy😀\ude00"))).isEqualTo("x\ufffdy😀\ufffd");
            assertThat(tokenizer.decode(tokenizer.encode("nul \0 stays"))).isEqualTo("nul \0 stays");
        }
    }

    @Test
    void longTextsAreNeitherCutNorPadded() {
        try (Tokenizer tokenizer = Golden.tokenizer("tiny-gpt2")) {
            String text = "The quick brown fox jumps. ".repeat(2000);
            int[] ids = tokenizer.encode(text);
            assertThat(ids).hasSizeGreaterThan(10_000);
            assertThat(tokenizer.decodeWithSpecials(ids)).isEqualTo(text);
        }
    }

    @Test
    void specialTokensAreKnownByNameAndId() {
        try (Tokenizer tokenizer = Golden.tokenizer("tiny-qwen3")) {
            assertThat(tokenizer.specialTokens())
                    .containsEntry("<|im_end|>", 1004)
                    .hasSize(22);
            assertThat(tokenizer.isSpecial(1004)).isTrue();
            assertThat(tokenizer.isSpecial(64)).isFalse();
            assertThat(tokenizer.vocabularySize()).isEqualTo(1024);
            for (int id : new int[] {-1, 1024, 1 << 30}) {
                assertThat(tokenizer.bytes(id)).isEmpty();
                assertThat(tokenizer.isSpecial(id)).isFalse();
            }
        }
    }

    @Test
    void aWholeTextIsPutBetweenWhatTheFileSays() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode file = (ObjectNode) json.readTree(SentencePieceFolder.write(dir, SentencePieceFolder.KEEPING)
                .resolve("tokenizer.json")
                .toFile());
        file.set(
                "post_processor",
                json.readTree(
                        """
                {"type":"TemplateProcessing","pair":[],
                 "single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
                 "special_tokens":{"<s>":{"id":"<s>","ids":[1],"tokens":["<s>"]}}}"""));
        json.writeValue(dir.resolve("tokenizer.json").toFile(), file);
        try (Tokenizer tokenizer = Tokenizer.open(dir)) {
            int[] bare = tokenizer.encode("the well");
            assertThat(bare).doesNotContain(1);
            assertThat(tokenizer.encodeWhole("the well"))
                    .startsWith(1)
                    .endsWith(bare)
                    .hasSize(bare.length + 1);
        }
    }

    @Test
    void sentencePieceTextsComeBack() throws IOException {
        List<String> texts = List.of("the well", "  two", "日本 é😀.", "a", "", "x<s>the</s>");
        checkSentencePiece(SentencePieceFolder.STRIPPING, texts, "the well");
        checkSentencePiece(SentencePieceFolder.KEEPING, texts, " the well");
        checkSentencePiece(SentencePieceFolder.METASPACE, List.of("the well", "the  well", "", "a"), "the well");
    }

    private void checkSentencePiece(String decoder, List<String> texts, String theWell) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(SentencePieceFolder.write(dir, decoder))) {
            HuggingFaceTokens library = (HuggingFaceTokens) tokenizer;
            for (String text : texts) {
                int[] ids = tokenizer.encode(text);
                assertThat(tokenizer.decodeWithSpecials(ids)).isEqualTo(library.libraryDecode(ids, false));
                assertThat(tokenizer.decode(ids)).isEqualTo(library.libraryDecode(ids, true));
            }
            assertThat(tokenizer.decode(tokenizer.encode("the well"))).isEqualTo(theWell);
        }
    }

    @Test
    void manyThreadsShareOneTokenizer() throws InterruptedException, ExecutionException {
        List<String> texts = Golden.texts("tiny-llama-h64");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Tokenizer tokenizer = Golden.tokenizer("tiny-llama-h64")) {
            List<int[]> alone = texts.stream().map(tokenizer::encode).toList();
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                done.add(threads.submit(() -> {
                    for (int round = 0; round < 200; round++) {
                        int i = round % texts.size();
                        assertThat(tokenizer.encode(texts.get(i))).isEqualTo(alone.get(i));
                        assertThat(tokenizer.encodeWithOffsets(texts.get(i)).ids())
                                .isEqualTo(alone.get(i));
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void corruptFilesAreRefusedByName() throws IOException {
        refuses("tokenizer.json: is missing");
        refuses("", "is not a JSON object");
        refuses("{\"model\":", "is not JSON");
        refuses("[]", "is not a JSON object");
        refuses("{\"model\":{}}", "has no model.vocab");
        refuses("{\"model\":7}", "model must be an object");
        refuses("{\"model\":{\"vocab\":{\"a\":-3}}}", "token a: id must be in [0, 16777216), was -3");
        refuses("{\"model\":{\"vocab\":{\"a\":0}},\"decoder\":{\"type\":\"CTC\"}}", "decoder {\"type\":\"CTC\"}");
        refuses("{\"model\":{\"vocab\":{\"a\":0}},\"decoder\":{\"type\":\"ByteLevel\"}}", "is not a usable tokenizer");
        String whole = Files.readString(Path.of("src/test/resources/golden/tiny-gpt2/model/tokenizer.json"));
        refuses(whole.substring(0, whole.length() / 2), "is not JSON");
    }

    private void refuses(String content, String message) throws IOException {
        Files.writeString(dir.resolve("tokenizer.json"), content);
        refuses(message);
    }

    private void refuses(String message) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Tokenizer.open(dir))
                .withMessageContainingAll(dir.resolve("tokenizer.json").toString(), message);
    }
}
