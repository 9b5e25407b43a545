package dev.attune.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.feedback.exchange.ExchangeException;
import dev.attune.serving.text.ChatMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationReaderTest {
    private static final String GOOD =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi ü\"},{\"role\":\"assistant\",\"content\":\"\"}]}";

    private final Path folder;

    ConversationReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void readsAConversationALineAndSkipsBlankOnes() throws Exception {
        List<Conversation> read = read(GOOD + "\n\n  \r\n" + GOOD);
        assertThat(read).hasSize(2);
        assertThat(read.get(1).messages())
                .containsExactly(ChatMessage.of("user", "Hi ü"), ChatMessage.of("assistant", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\":[ | not JSON",
                "[] | a JSON object was expected",
                "{\"message\":[]} | \"messages\" must be a list",
                "{\"messages\":[]} | at least one message",
                "{\"messages\":[{\"content\":\"a\"}]} | \"messages[0].role\" must be one of",
                "{\"messages\":[{\"role\":\"boss\",\"content\":\"a\"}]} | was \"boss\"",
                "{\"messages\":[{\"role\":\"user\"}]} | \"messages[0].content\" must be a string, was missing",
                "{\"messages\":[{\"role\":\"user\",\"content\":7}]} | must be a string, was 7",
            })
    void aBadLineIsNamedWithFileLineAndField(String line, String complaint) {
        assertThatThrownBy(() -> read(GOOD + "\n" + line + "\n" + GOOD))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data.jsonl:2: ")
                .hasMessageContaining(complaint);
    }

    @Test
    void toolCallsNeedNoContentAndToolsComeAlong() throws Exception {
        Conversation read = read("{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\"}]}],"
                        + "\"tools\":[{\"type\":\"function\"}]}")
                .get(0);
        assertThat(read.messages().get(0).fields()).containsKey("tool_calls");
        assertThat(read.tools()).containsExactly(Map.of("type", "function"));
    }

    @Test
    void textThatIsNotUnicodeIsNamedWithItsLine() throws Exception {
        Path file = folder.resolve("data.jsonl");
        Files.write(file, new byte[] {'{', (byte) 0xff, '}', '\n'});
        assertThatThrownBy(() -> readAll(file))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContaining("data.jsonl:1 or after: not UTF-8");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> readAll(folder.resolve("none.jsonl")))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContaining("none.jsonl: there is no such file");
    }

    private List<Conversation> read(String text) throws Exception {
        return readAll(Files.writeString(folder.resolve("data.jsonl"), text));
    }

    private static List<Conversation> readAll(Path file) {
        List<Conversation> all = new ArrayList<>();
        try (ConversationReader reader = new ConversationReader(file)) {
            for (Optional<Conversation> next = reader.next(); next.isPresent(); next = reader.next()) {
                all.add(next.get());
            }
        }
        return all;
    }
}
