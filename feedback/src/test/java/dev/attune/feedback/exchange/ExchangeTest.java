package dev.attune.feedback.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.feedback.Message;
import dev.attune.feedback.dataset.Answer;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.dataset.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExchangeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Origin ORIGIN = new Origin("j1", "u1", "u2", 1_700_000_000_123L);
    private static final List<Message> PROMPT =
            List.of(new Message("system", "Be kind."), new Message("user", "Say \"hi\"\n\t\u2028 😀 שלום \u0000"));

    private final Path folder;

    ExchangeTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everyKindComesBackAsItWas() {
        List<Example> all = all();
        Map<String, Long> written = Dataset.write(folder, all.iterator());
        assertThat(written).isEqualTo(Map.of("pairs", 2L, "thumbs", 2L, "demonstrations", 1L, "prompts", 1L));
        List<Example> back = new ArrayList<>();
        for (String kind : List.of("pairs", "thumbs", "demonstrations", "prompts")) {
            back.addAll(read(folder.resolve(kind + ".jsonl")));
        }
        assertThat(back).containsExactlyElementsOf(all);
    }

    @Test
    void columnsAreThoseOfTrl() throws IOException {
        Dataset.write(folder, all().iterator());
        JsonNode pair = firstLine("pairs");
        assertThat(pair.at("/prompt/0/role").asText()).isEqualTo("system");
        assertThat(pair.at("/chosen/0/role").asText()).isEqualTo("assistant");
        assertThat(pair.at("/chosen/0/content").asText()).isEqualTo("Hi!");
        assertThat(pair.at("/rejected/0/content").asText()).isEqualTo("Go away.");
        assertThat(pair.at("/margin").asDouble()).isEqualTo(1.5);
        assertThat(pair.at("/chosen_version").asLong()).isEqualTo(7);
        JsonNode thumb = firstLine("thumbs");
        assertThat(thumb.at("/prompt/1/role").asText()).isEqualTo("user");
        assertThat(thumb.at("/completion/0/content").asText()).isEqualTo("Hi!");
        assertThat(thumb.at("/label").isBoolean()).isTrue();
        assertThat(firstLine("demonstrations").at("/messages").size()).isEqualTo(3);
        assertThat(firstLine("prompts").at("/prompt").size()).isEqualTo(2);
    }

    @Test
    void filesOfOthersAreRead() throws IOException {
        Path file = write(
                "{\"prompt\":\"2+2?\",\"chosen\":\"4\",\"rejected\":\"5\",\"score\":3}",
                "",
                "{\"chosen\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"A\"}],"
                        + "\"rejected\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"B\"}]}",
                "{\"prompt\":\"2+2?\",\"completion\":\"4\",\"label\":true}",
                "{\"prompt\":\"2+2?\",\"completion\":\"4\"}\r",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"A\"}]}",
                "{\"prompt\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        List<Example> examples = read(file);
        assertThat(examples)
                .extracting(Example::kind)
                .containsExactly("pairs", "pairs", "thumbs", "demonstrations", "demonstrations", "prompts");
        assertThat(examples.get(0).prompt()).containsExactly(new Message("user", "2+2?"));
        assertThat(examples.get(1).prompt()).containsExactly(new Message("user", "Hi"));
        assertThat(examples.get(1).origin()).isEqualTo(new Origin("in.jsonl:3", "in.jsonl:3", "in.jsonl:3", 0));
        assertThat(((Example.Pair) examples.get(0)).margin()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '´',
            textBlock =
                    """
            {"prompt":"a","chosen":"b"}                                | "rejected" must be a string or a list of at least one message, was missing
            {"prompt":"a","completion":"b","label":1}                  | "label" must be true or false, was 1
            {"prompt":[],"completion":"b","label":true}                | "prompt" must be a string or a list of at least one message, was []
            {"prompt":[{"role":"me","content":"a"}]}                   | "prompt[0].role" must be one of system, user, assistant, tool, was "me"
            {"prompt":[{"role":"user","content":null}]}                | "prompt[0].content" must be a string, was null
            {"prompt":"a","chosen":[{"role":"user","content":"b"}],"rejected":"c"} | "chosen" must be one message of the assistant
            {"chosen":"b","rejected":"c"}                              | "chosen" and "rejected" must begin alike where there is no "prompt"
            {"messages":[{"role":"user","content":"a"}]}               | a demonstration must end with a message of the assistant
            {"prompt":"a","at_ms":"yesterday"}                         | "at_ms" must be a whole number, was "yesterday"
            {"prompt":"a","chosen":"b","rejected":"c","criteria":{"style":{"chosen":5}}} | "criteria.style" must be an object of two whole numbers
            {"prompt":"a","chosen":"b","chosen_id":"c/d","rejected":"c"} | "chosen_id" must be the id of an answer, was "c/d"
            {"text":"a"}                                               | there are only [text]
            [1,2]                                                      | a JSON object was expected
            {"prompt":                                                 | not JSON
            {"prompt":"a"} {"prompt":"b"}                              | not JSON
            """)
    void aWrongLineIsNamedWithFileLineAndColumn(String line, String complaint) throws IOException {
        Path file = write("{\"prompt\":\"fine\"}", line);
        try (ExampleReader reader = new ExampleReader(file)) {
            assertThat(reader.next().kind()).isEqualTo("prompts");
            assertThatThrownBy(reader::hasNext)
                    .isInstanceOf(ExchangeException.class)
                    .hasMessageStartingWith(file + ":2: ")
                    .hasMessageContaining(complaint);
        }
    }

    @Test
    void bytesThatAreNoTextAndFilesThatAreNotThereAreNamed() throws IOException {
        Path file = folder.resolve("in.jsonl");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
        assertThatThrownBy(() -> read(file)).hasMessageContaining(file + ":1").hasMessageContaining("UTF-8");
        Path missing = folder.resolve("missing.jsonl");
        assertThatThrownBy(() -> read(missing)).hasMessage(missing + ": there is no such file");
        Path under = file.resolve("below");
        assertThatThrownBy(() -> Dataset.write(under, all().iterator()))
                .isInstanceOf(ExchangeException.class)
                .hasMessageStartingWith(under.toString());
    }

    @Test
    void nothingIsLeftOfAnExportThatBrokeOff() throws IOException {
        Files.writeString(folder.resolve("prompts.jsonl"), "old");
        Iterator<Example> breaking = Stream.<Example>iterate(new Example.Prompt(ORIGIN, PROMPT), e -> {
                    throw new IllegalStateException("Redis went away");
                })
                .iterator();
        assertThatThrownBy(() -> Dataset.write(folder, breaking)).hasMessage("Redis went away");
        assertThat(folder.resolve("prompts.jsonl")).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    /** What was handed over is on its way to the disk long before the last one comes. */
    @Test
    void examplesAreNotGathered() throws IOException {
        Path aside = folder.resolve("prompts.jsonl.part");
        int count = 50_000;
        Iterator<Example> examples = IntStream.range(0, count)
                .mapToObj(i -> {
                    if (i % 1_000 == 999) {
                        assertThat(aside.toFile().length()).isGreaterThan(i * 80L);
                    }
                    return (Example) new Example.Prompt(ORIGIN, PROMPT);
                })
                .iterator();
        assertThat(Dataset.write(folder, examples)).isEqualTo(Map.of("prompts", (long) count));
        try (ExampleReader reader = new ExampleReader(folder.resolve("prompts.jsonl"))) {
            int read = 0;
            for (; reader.hasNext(); read++) {
                assertThat(reader.next().origin()).isEqualTo(ORIGIN);
            }
            assertThat(read).isEqualTo(count);
        }
    }

    private static List<Example> all() {
        Answer good = new Answer("chatcmpl-1", 7, "Hi!");
        Answer bad = new Answer("chatcmpl-1/1", 7, "Go away.");
        Map<String, Example.Grade> grades = Map.of("style", new Example.Grade(5, 3), "truth", new Example.Grade(4, 3));
        return List.of(
                new Example.Pair(ORIGIN, PROMPT, good, bad, grades),
                new Example.Pair(ORIGIN, PROMPT, Answer.of("x"), Answer.of("y"), Map.of()),
                new Example.Rated(ORIGIN, PROMPT, good, true, List.of("kind", "short"), "thanks"),
                new Example.Rated(ORIGIN, PROMPT, bad, false, List.of(), ""),
                new Example.Demonstrated(
                        ORIGIN,
                        Stream.concat(PROMPT.stream(), Stream.of(new Message("assistant", "Hi!")))
                                .toList()),
                new Example.Prompt(ORIGIN, PROMPT));
    }

    private JsonNode firstLine(String kind) throws IOException {
        return JSON.readTree(Files.readAllLines(folder.resolve(kind + ".jsonl")).get(0));
    }

    private Path write(String... lines) throws IOException {
        Path file = folder.resolve("in.jsonl");
        Files.writeString(file, String.join("\n", lines), StandardCharsets.UTF_8);
        return file;
    }

    private static List<Example> read(Path file) {
        List<Example> examples = new ArrayList<>();
        try (ExampleReader reader = new ExampleReader(file)) {
            reader.forEachRemaining(examples::add);
        }
        return examples;
    }
}
