package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.server.chat.ChatModel;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.text.EncodedText;
import dev.attune.serving.text.Tokenizer;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tokenizers that put a space before every text drop it at the start of an answer, and only there. */
final class ContinuedChatTest {

    @Test
    void anAnswerThatGoesOnKeepsItsFirstSpace() {
        ScriptedGenerator generator = new ScriptedGenerator();
        try (Application server = Application.start(
                RunningServer.config(Map.of()),
                config -> new ModelLoader.Loaded(model(generator), List.of(), generator::close),
                new PrintStream(PrintStream.nullOutputStream()))) {
            assertThat(answer(server, message("user", " hi"))).isEqualTo("hi");
            assertThat(answer(server, message("user", ""), message("assistant", " hi")))
                    .isEqualTo(" hi");
            // Nothing was said yet that could be gone on with.
            assertThat(answer(server, message("user", " hi"), message("assistant", "")))
                    .isEqualTo("hi");
        }
    }

    private static Map<String, String> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }

    @SafeVarargs
    private static String answer(Application server, Map<String, String>... messages) {
        return given().contentType("application/json")
                .body(Bodies.json(Map.of("model", "echo", "messages", Arrays.asList(messages))))
                .post(server.url() + "/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .path("choices[0].message.content");
    }

    /** Says back what all messages say together. */
    private static ChatModel model(ScriptedGenerator generator) {
        Tokenizer tokens = new SpacedTokens();
        return new ChatModel(
                "echo",
                1_793_865_600,
                RunningServer.CONTEXT,
                tokens.vocabularySize(),
                Set.of(ByteTokens.END),
                SamplingParams.DEFAULT,
                messages -> messages.stream()
                        .map(message -> message.content() == null
                                ? ""
                                : message.content().text())
                        .collect(Collectors.joining()),
                tokens,
                generator);
    }

    private static final class SpacedTokens implements Tokenizer {
        private final ByteTokens bytes = new ByteTokens();

        @Override
        public byte[] firstBytes(int id) {
            return id == ' ' ? new byte[0] : bytes(id);
        }

        @Override
        public int[] encode(String text) {
            return bytes.encode(text);
        }

        @Override
        public EncodedText encodeWithOffsets(String text) {
            return bytes.encodeWithOffsets(text);
        }

        @Override
        public byte[] bytes(int id) {
            return bytes.bytes(id);
        }

        @Override
        public boolean isSpecial(int id) {
            return bytes.isSpecial(id);
        }

        @Override
        public Map<String, Integer> specialTokens() {
            return bytes.specialTokens();
        }

        @Override
        public int vocabularySize() {
            return bytes.vocabularySize();
        }

        @Override
        public void close() {}
    }
}
