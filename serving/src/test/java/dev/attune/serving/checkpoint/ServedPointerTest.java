package dev.attune.serving.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.attune.serving.checkpoint.Served.Action;
import dev.attune.serving.checkpoint.Served.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServedPointerTest {
    private final Path root;

    ServedPointerTest(@TempDir Path root) {
        this.root = root;
    }

    @Test
    void remembersWhatIsServedAndByWhom() {
        CheckpointStore store = store(2);
        ServedPointer pointer = store.served();
        assertThat(pointer.read()).isEmpty();
        pointer.begin(1, "server", "first start");
        assertThat(pointer.begin(2, "server", "again").current()).isEqualTo(1);
        pointer.promote(2, "admin", "looks good");
        Served read = CheckpointStore.at(root).served().read().orElseThrow();
        assertThat(read.current()).isEqualTo(2);
        assertThat(read.previous()).isEqualTo(OptionalLong.of(1));
        assertThat(read.decisions()).extracting(Decision::action).containsExactly(Action.IMPORT, Action.PROMOTE);
        assertThat(read.decision().by()).isEqualTo("admin");
        assertThat(read.decision().reason()).isEqualTo("looks good");
    }

    @Test
    void goingBackHoldsUntilAPersonPromotesOrReleases() {
        ServedPointer pointer = begun(4);
        assertThat(pointer.offer(2, "gate", "better")).isTrue();
        assertThat(pointer.rollback("admin", "worse").current()).isEqualTo(1);
        assertThat(pointer.offer(3, "gate", "better")).isFalse();
        assertThat(pointer.promote(3, "admin", "").held()).isFalse();
        assertThat(pointer.hold("admin", "").held()).isTrue();
        assertThat(pointer.offer(4, "gate", "better")).isFalse();
        pointer.release("admin", "");
        assertThat(pointer.offer(4, "gate", "better")).isTrue();
        assertThat(pointer.read().orElseThrow().before()).containsExactly(1L, 3L);
    }

    @Test
    void goesBackStepByStepPastWhatWasPruned() throws IOException {
        ServedPointer pointer = begun(3);
        assertThatThrownBy(() -> pointer.rollback("admin", ""))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no version before 1");
        pointer.promote(2, "admin", "");
        pointer.promote(3, "admin", "");
        Files.move(root.resolve("000002"), root.resolve(".trash-000002"));
        assertThat(pointer.rollback("admin", "").current()).isEqualTo(1);
        assertThatThrownBy(() -> pointer.promote(2, "admin", "")).hasMessageContaining("has no generation 2");
        assertThat(pointer.read().orElseThrow().current()).isEqualTo(1);
    }

    @Test
    void takesBackWhatCannotBeServedOnceAndNeverTheOnlyOne() {
        ServedPointer pointer = begun(2);
        assertThat(pointer.refuse(1, "server", "damaged").current()).isEqualTo(1);
        pointer.offer(2, "gate", "better");
        Served back = pointer.refuse(2, "server", "model.safetensors has another SHA-256");
        assertThat(back.current()).isEqualTo(1);
        assertThat(back.held()).isFalse();
        assertThat(back.decision().action()).isEqualTo(Action.REFUSE);
        assertThat(back.decision().version()).isEqualTo(2);
        assertThat(pointer.refuse(2, "server", "again")).isEqualTo(back);
    }

    @Test
    void pruningSparesWhatIsServedAndWhatARollbackNeeds() {
        CheckpointStore store = store(6);
        store.served().begin(1, "server", "");
        store.served().promote(2, "admin", "");
        store.served().promote(3, "admin", "");
        assertThat(store.prune(1)).containsExactly(1L, 4L, 5L);
    }

    @Test
    void manyAtOnceLoseNoDecision() {
        ServedPointer pointer = begun(2);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int who = i;
            all.add(CompletableFuture.runAsync(
                    () -> CheckpointStore.at(root).served().hold("admin " + who, "")));
        }
        all.forEach(CompletableFuture::join);
        assertThat(pointer.read().orElseThrow().decisions()).hasSize(21);
    }

    @Test
    void aFileThatIsNoPointerIsOneSentence() throws IOException {
        ServedPointer pointer = begun(1);
        Files.writeString(pointer.file(), "{\"current\": \"one\"}");
        assertThatThrownBy(pointer::read)
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("served.json");
    }

    private ServedPointer begun(int versions) {
        ServedPointer pointer = store(versions).served();
        pointer.begin(1, "server", "first start");
        return pointer;
    }

    private CheckpointStore store(int versions) {
        CheckpointStore store = CheckpointStore.at(root);
        for (int i = 0; i < versions; i++) {
            store.publish(null, JsonNodeFactory.instance.objectNode(), dir -> Files.writeString(dir.resolve("a"), "a"));
        }
        return store;
    }
}
