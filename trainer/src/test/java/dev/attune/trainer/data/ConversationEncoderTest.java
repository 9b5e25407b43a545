package dev.attune.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.serving.text.ChatMessage;
import dev.attune.serving.text.EncodedChat;
import dev.attune.serving.text.Tokenizer;
import dev.attune.trainer.bpe.BpeTrainer;
import dev.attune.trainer.bpe.TokenizerFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationEncoderTest {
    @Test
    void onlyWhatTheAssistantSaysAndItsEndMarksAreLearned(@TempDir Path folder) throws Exception {
        TokenizerFiles.write(BpeTrainer.train(Stream.of("hello there"), BpeTrainer.CHATML_SPECIALS, 270), folder, 64);
        Conversation conversation = new Conversation(
                List.of(
                        ChatMessage.of("system", "Be kind."),
                        ChatMessage.of("user", "hello"),
                        ChatMessage.of("assistant", "hello there"),
                        ChatMessage.of("user", "hello there"),
                        ChatMessage.of("assistant", "Bye")),
                null);
        try (Tokenizer tokenizer = Tokenizer.open(folder);
                ConversationEncoder encoder = ConversationEncoder.open(folder)) {
            EncodedChat encoded = encoder.encode(conversation);
            assertThat(tokenizer.decodeWithSpecials(encoded.ids()))
                    .startsWith("<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nhello<|im_end|>\n");
            int[] learned = IntStream.range(0, encoded.ids().length)
                    .filter(i -> encoded.assistantMask()[i])
                    .map(i -> encoded.ids()[i])
                    .toArray();
            assertThat(tokenizer.decodeWithSpecials(learned)).isEqualTo("hello there<|im_end|>Bye<|im_end|>");
        }
    }
}
