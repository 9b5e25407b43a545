package dev.attune.serving.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class CheckpointStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");

    private final Path root;
    private final CheckpointStore store;

    CheckpointStoreTest(@TempDir Path root) {
        this.root = root;
        this.store = CheckpointStore.at(root, () -> NOW);
    }

    /** The process to be killed: publishes into {@code args[0]} and stops half-way for good. */
    public static void main(String[] args) {
        CheckpointStore.at(Path.of(args[0])).publish(null, details(), dir -> {
            model(1).writeTo(dir);
            Files.writeString(Path.of(args[1]), "half-way");
            new Semaphore(0).acquireUninterruptibly();
        });
    }

    @Test
    void aGenerationIsAModelFolderWithItsHistory() {
        assertThat(store.latest()).isEmpty();
        Generation first = publish(null, 1);
        Generation second = publish(first, 2);
        assertThat(second.dir()).isEqualTo(root.resolve("000002"));
        assertThat(store.latest()).contains(second);
        assertThat(store.open(2)).isEqualTo(second);
        assertThat(second.manifest().parent())
                .isNotNull()
                .extracting(Manifest.Parent::version)
                .isEqualTo(1L);
        assertThat(second.manifest().created()).isEqualTo(NOW);
        assertThat(second.manifest().details().path("seed").asInt()).isEqualTo(7);
        assertThat(second.manifest().files()).containsOnlyKeys("config.json", "model.safetensors");
        try (Checkpoint checkpoint = Checkpoint.open(second.dir())) {
            assertThat(checkpoint.tensor("w").toFloatArray()).containsExactly(2);
        }
    }

    @Test
    void theParentIsNamedByTheHashOfItsManifest() throws IOException {
        Generation first = publish(null, 1);
        Manifest.Parent parent = publish(first, 2).manifest().parent();
        assertThat(parent)
                .isEqualTo(new Manifest.Parent(1, FileHash.sha256(first.dir().resolve("manifest.json"))));
    }

    @Test
    void aChangedHistoryIsFoundByName() throws IOException {
        Generation first = publish(null, 1);
        publish(publish(first, 2), 3);
        Path manifest = first.dir().resolve("manifest.json");
        String said = Files.readString(manifest);
        assertThat(said).contains("\"seed\" : 7");
        Files.writeString(manifest, said.replace("\"seed\" : 7", "\"seed\" : 8"));
        refuses(2, "000001/manifest.json: has another SHA-256 than version 2 says its parent's manifest has");
        assertThat(store.open(3).version()).as("its own parent is unchanged").isEqualTo(3);
        Files.writeString(manifest, said);
        assertThat(store.open(2).version()).isEqualTo(2);
        store.prune(2);
        assertThat(store.open(2).version()).as("a parent may be gone").isEqualTo(2);
    }

    @Test
    void everyKindOfDamageIsFoundByName() throws IOException {
        Path dir = publish(null, 1).dir();
        Path weights = dir.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        byte[] flipped = whole.clone();
        flipped[flipped.length - 1] ^= 1;
        Files.write(weights, flipped);
        refuses(1, "000001/model.safetensors: has another SHA-256");
        Files.write(weights, new byte[3]);
        refuses(1, "000001/model.safetensors: has 3 bytes, the manifest says " + whole.length);
        Files.delete(weights);
        refuses(1, "000001/model.safetensors: is missing");
        Files.write(weights, whole);
        Files.write(dir.resolve("extra"), whole);
        refuses(1, "000001/extra: is not in the manifest");
        Files.delete(dir.resolve("extra"));
        assertThat(store.open(1).version()).isEqualTo(1);
        Files.move(dir, root.resolve("000009"));
        refuses(9, "000009: calls itself generation 1");
        refuses(1, "has no generation 1");
        Files.writeString(root.resolve("000009/manifest.json"), "{\"version\":0}");
        refuses(9, "000009/manifest.json: is not a manifest");
    }

    @Test
    void aFailedWriterLeavesNothing() throws IOException {
        publish(null, 1);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> store.publish(null, details(), dir -> {
                    model(2).writeTo(dir);
                    throw new IOException("disk full");
                }))
                .withMessageContaining("cannot take a new generation");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> store.publish(null, details(), dir -> Files.createDirectories(dir.resolve("sub/sub"))));
        assertThat(store.versions()).containsExactly(1L);
        assertThat(visible()).containsExactlyInAnyOrder("000001", "rejected", "pins", ".lock");
        publish(null, 3);
        assertThat(visible()).containsExactlyInAnyOrder("000001", "000002", "rejected", "pins", ".lock");
    }

    @Test
    void aKilledWriterLeavesNoHalfGeneration(@TempDir Path elsewhere) throws IOException, InterruptedException {
        Path sign = elsewhere.resolve("sign");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CheckpointStoreTest.class.getName(),
                        root.toString(),
                        sign.toString())
                .inheritIO()
                .start();
        while (!Files.exists(sign)) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> publish(null, 2))
                .withMessageContaining("is being written to by somebody else");
        process.destroyForcibly().waitFor();
        assertThat(store.versions()).isEmpty();
        assertThat(publish(null, 2).version()).isEqualTo(1);
        assertThat(visible()).containsExactlyInAnyOrder("000001", "rejected", "pins", ".lock");
        assertThat(store.open(1).manifest().files()).hasSize(2);
    }

    @Test
    void rejectedCandidatesTakeANumberAndAreNotServed() {
        Generation first = publish(null, 1);
        Generation rejected = store.reject(first, details().put("reason", "too long"), model(2));
        assertThat(rejected.dir()).isEqualTo(root.resolve("rejected/000002"));
        assertThat(store.latest()).contains(first);
        assertThat(publish(first, 3).version()).isEqualTo(3);
    }

    @Test
    void pruningSparesTheNewestAndThePinned() throws IOException {
        for (int i = 1; i <= 5; i++) {
            publish(null, i);
        }
        store.pin(2);
        assertThat(store.prune(2)).containsExactly(1L, 3L);
        assertThat(store.versions()).containsExactly(2L, 4L, 5L);
        store.unpin(2);
        assertThat(store.prune(1)).containsExactly(2L, 4L);
        assertThat(publish(null, 6).version()).isEqualTo(6);
        assertThat(visible()).containsExactlyInAnyOrder("000005", "000006", "rejected", "pins", ".lock");
        assertThatIllegalArgumentException().isThrownBy(() -> store.prune(0));
    }

    @Test
    void halfDeletedGenerationsAreSweptAndNeverSeen() throws IOException {
        publish(null, 1);
        Files.createDirectory(root.resolve(".trash-000000"));
        Files.write(root.resolve(".trash-000000/model.safetensors"), new byte[3], StandardOpenOption.CREATE_NEW);
        assertThat(store.versions()).containsExactly(1L);
        store.prune(1);
        assertThat(visible()).containsExactlyInAnyOrder("000001", "rejected", "pins", ".lock");
    }

    private Generation publish(@Nullable Generation parent, float weight) {
        return store.publish(parent, details(), model(weight));
    }

    private static ObjectNode details() {
        return new ObjectMapper().createObjectNode().put("seed", 7);
    }

    private static CheckpointStore.Content model(float weight) {
        return dir -> {
            Files.writeString(dir.resolve("config.json"), "{}");
            SafetensorsWriter.write(
                    dir.resolve("model.safetensors"),
                    List.of(new SafetensorsWriter.Tensor(
                            "w", Dtype.F32, new long[] {1}, () -> FloatBuffer.wrap(new float[] {weight}))));
        };
    }

    private void refuses(long version, String message) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> store.open(version))
                .withMessageContaining(message);
    }

    private List<String> visible() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
