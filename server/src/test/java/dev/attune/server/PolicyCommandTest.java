package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.server.policy.PolicyStore;
import dev.attune.serving.checkpoint.CheckpointStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The versions of a model from the terminal, whether or not a server runs. */
final class PolicyCommandTest {
    private final Path dataDir;
    private final CheckpointStore store;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    PolicyCommandTest(@TempDir Path dataDir) {
        this.dataDir = dataDir;
        this.store =
                PolicyStore.open(dataDir, VersionedServer.MODEL, Long.MAX_VALUE).checkpoints();
        for (int nth : new int[] {3, 5}) {
            store.publish(
                    store.read(1),
                    JsonNodeFactory.instance.objectNode().put("verdict", "wins 61 %"),
                    dir -> new OtherWeights(VersionedServer.MODEL).writeTo(dir, nth));
        }
    }

    @Test
    void listsPromotesAndRollsBack() {
        assertThat(policy("promote", "2", "--reason", "kinder")).isZero();
        assertThat(policy("promote", "3")).isZero();
        assertThat(policy("rollback", "--reason", "too long")).isZero();
        assertThat(policy("list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Version 3 is served.\nVersion 2 is served, and held")
                .containsPattern("3\taccepted\t1\t.*\twins 61 %\n2\tcurrent\t1\t.*\n1\tprevious\t-\t.*\nVersion 2");
        assertThat(store.served().read().orElseThrow().decision().reason()).isEqualTo("too long");
        assertThat(store.served().read().orElseThrow().decision().by()).startsWith("terminal/");
    }

    @Test
    void showsWhatAGateWithChecksHadAgainstAVersion() {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        ObjectNode verdict = details.putObject("verdict").put("accepted", false);
        verdict.putArray("checks").addObject().put("passed", false).put("sentence", "its answers are too long");
        store.reject(store.read(1), details, dir -> new OtherWeights(VersionedServer.MODEL).writeTo(dir, 7));
        assertThat(policy("list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("4\trejected\t1\t.*\trefused: its answers are too long\n");
    }

    @Test
    void aDamagedVersionIsNotPromoted() throws IOException {
        Files.writeString(store.read(2).dir().resolve("config.json"), " ", StandardOpenOption.APPEND);
        assertThat(policy("promote", "2")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("config.json: has")
                .doesNotContain("\tat ");
        assertThat(store.served().read().orElseThrow().current()).isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsOneSentence() {
        assertThat(policy("promote", "9")).isEqualTo(1);
        assertThat(policy("rollback")).isEqualTo(1);
        assertThat(Main.run(
                        stream(out),
                        stream(err),
                        "policy",
                        "list",
                        "--store",
                        dataDir.resolve("no").toString()))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("has no generation 9", "names no version before 1", "There is no store of versions")
                .doesNotContain("\tat ");
    }

    private int policy(String... words) {
        String[] where = {"--data-dir", dataDir.toString(), "--model", VersionedServer.MODEL.toString()};
        return Main.run(
                stream(out),
                stream(err),
                Stream.of(Stream.of("policy", words[0]), Stream.of(words).skip(1), Stream.of(where))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
