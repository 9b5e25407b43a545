package dev.attune.feedback.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.dataset.KeyedHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportedFeedbackTest {
    private static final KeyedHash HASH = new KeyedHash("0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    private final Path folder;
    private final ImportedFeedback imported;

    ImportedFeedbackTest(@TempDir Path folder) {
        this.folder = folder;
        this.imported = ImportedFeedback.in(folder.resolve("data"));
    }

    @Test
    void aFileThatIsTakenTwiceIsThereOnce() throws IOException {
        assertThat(imported.names()).isEmpty();
        Path file = file("a.jsonl", thumb("ann", "Why?"), "{\"prompt\":\"How?\"}");
        assertThat(imported.take(file, HASH)).isEqualTo(Map.of("thumbs", 1L, "prompts", 1L));
        imported.take(file("b.jsonl", thumb("ann", "Why?"), "{\"prompt\":\"How?\"}"), HASH);
        assertThat(imported.names()).singleElement().asString().matches("[0-9a-f]{16}\\.jsonl");
        assertThat(imported.examples(imported.names())).hasSize(2);
    }

    @Test
    void usersAreThePseudonymsTheyHaveHereAndNamelessLinesStayApart() throws IOException {
        String known = HASH.pseudonym("bob");
        imported.take(
                file("a.jsonl", thumb("ann", "1"), thumb(known, "2"), "{\"prompt\":\"3\"}", "{\"prompt\":\"4\"}"),
                HASH);
        imported.take(file("other/a.jsonl", "{\"prompt\":\"5\"}"), HASH);
        List<String> users = imported.examples(imported.names()).stream()
                .map(example -> example.origin().user())
                .toList();
        assertThat(users).doesNotHaveDuplicates().contains(HASH.pseudonym("ann"), known);
        assertThat(users).allMatch(user -> user.matches("u[0-9a-f]{32}"));
        assertThat(Files.readString(imported.path().resolve(imported.names().get(0))))
                .doesNotContain("\"ann\"");
    }

    @Test
    void personalInformationIsReplacedBeforeAnythingIsStored() throws IOException {
        String line = "\"prompt\":\"I am %1$s\",\"chosen\":\"Hi %1$s\",\"rejected\":\"No %1$s\"";
        String thumb = "\"prompt\":\"I am %1$s\",\"completion\":\"Hi %1$s\",\"label\":true,\"comment\":\"ask %1$s\"";
        String said = "\"messages\":[{\"role\":\"user\",\"content\":\"I am %1$s\"},"
                + "{\"role\":\"assistant\",\"content\":\"Hi %1$s\"}]";
        Path file = file(
                "a.jsonl",
                Stream.of(line, thumb, said, "\"prompt\":\"I am %1$s\"")
                        .map(columns -> "{" + columns.formatted("jo@example.com") + "}")
                        .toArray(String[]::new));
        assertThat(imported.take(file, HASH)).hasSize(4);

        String stored =
                Files.readString(imported.path().resolve(imported.names().get(0)));
        assertThat(stored).doesNotContain("example.com");
        assertThat(stored.split("\\[EMAIL]", -1)).hasSize(3 + 3 + 2 + 1 + 1);
    }

    @Test
    void nothingIsTakenOfAFileWithAFault() throws IOException {
        Path file = file("a.jsonl", thumb("ann", "Why?"), "{\"prompt\":7}");
        assertThatThrownBy(() -> imported.take(file, HASH))
                .isInstanceOf(ExchangeException.class)
                .hasMessageStartingWith(file + ":2: \"prompt\"");
        assertThat(imported.names()).isEmpty();
        assertThatThrownBy(() -> imported.examples(List.of("gone.jsonl")))
                .hasMessageEndingWith("gone.jsonl: there is no such file");
    }

    @Test
    void anErasureTakesAUsersLinesAndNoOthers() throws IOException {
        imported.take(file("a.jsonl", thumb("ann", "mine"), thumb("bob", "his")), HASH);
        imported.take(
                file(
                        "b.jsonl",
                        "{\"user\":\"bob\",\"prompt_user\":\"ann\",\"prompt\":\"hers\",\"completion\":\"So.\",\"label\":true}"),
                HASH);
        Set<String> ann = Set.of("ann", HASH.pseudonym("ann"));
        assertThat(imported.erase(ann)).isEqualTo(2);
        assertThat(imported.erase(ann)).isZero();
        assertThat(imported.names()).hasSize(2);
        assertThat(imported.examples(imported.names()))
                .singleElement()
                .extracting(Example::prompt)
                .asString()
                .contains("his");
    }

    @Test
    void filesInFoldersAreReadAsTheyLie() throws IOException {
        Files.createDirectories(imported.path().resolve("0123456789abcdef"));
        Files.writeString(imported.path().resolve("0123456789abcdef/pairs.jsonl"), thumb("ann", "Why?") + "\n");
        assertThat(imported.names()).containsExactly("0123456789abcdef/pairs.jsonl");
        assertThat(imported.examples(imported.names())).hasSize(1);
    }

    private static String thumb(String user, String prompt) {
        return "{\"user\":\"" + user + "\",\"prompt\":\"" + prompt + "\",\"completion\":\"So.\",\"label\":true}";
    }

    private Path file(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, String.join("\n", lines) + "\n");
    }
}
