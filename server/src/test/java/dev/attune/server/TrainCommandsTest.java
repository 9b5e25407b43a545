package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.attune.feedback.embedded.EmbeddedRedis;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.FileHash;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.trainer.bpe.BpeTrainer;
import dev.attune.trainer.bpe.TokenizerFiles;
import dev.attune.trainer.model.FreshLlama;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aTrainerNeedsToKnowTheRedis(@TempDir Path dir) {
        assertThat(run("train", "run", "--store", dir.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--redis or ATTUNE_REDIS must name the Redis");
    }

    @Test
    void aNumberThatCannotBeIsNamed(@TempDir Path dir) {
        assertThat(run(
                        "train",
                        "once",
                        "--redis",
                        "redis://localhost:1",
                        "--store",
                        dir.toString(),
                        "--judgements",
                        "0"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("judgements").contains("must be at least 1");
    }

    @Test
    void onceWithoutFeedbackSaysWhatIsMissingAndGivesTheLeaseBack(@TempDir Path dir) {
        Path data = dir.resolve("redis");
        try (EmbeddedRedis server =
                        EmbeddedRedis.start(new EmbeddedRedis.Settings(data, null, Duration.ofSeconds(60), 64));
                FeedbackRedis redis = FeedbackRedis.open(FeedbackRedis.Settings.of(server.uri()))) {
            String store = dir.resolve("store").toString();
            assertThat(run("train", "once", "--redis", server.uri(), "--store", store))
                    .isEqualTo(1);

            TrainingStatus status =
                    new TrainingBoard(redis).status().toCompletableFuture().join();
            assertThat(status.state()).isEqualTo(TrainingState.IDLE);
            assertThat(status.message())
                    .startsWith("not enough feedback: needs feedback of at least 3 people, has that of 0; "
                            + "0 of 40 comparisons of answers");
            assertThat(TrainerLease.holder(redis).toCompletableFuture().join()).isEmpty();
        }
    }

    @Test
    void whatWasImportedIsReadWhereTheDataDirectoryIsNamed(@TempDir Path dir) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            String prompt = Long.toString(Math.abs((i + 1) * 0x9E3779B97F4A7C15L), 36);
            lines.append("{\"prompt\":\"" + prompt + "?\",\"completion\":\"Yes.\",\"label\":true}\n");
        }
        Path file = Files.writeString(dir.resolve("others.jsonl"), lines);
        assertThat(run("feedback", "import", file.toString(), "--data-dir", dir.toString()))
                .isZero();
        Path data = dir.resolve("redis");
        try (EmbeddedRedis server =
                        EmbeddedRedis.start(new EmbeddedRedis.Settings(data, null, Duration.ofSeconds(60), 64));
                FeedbackRedis redis = FeedbackRedis.open(FeedbackRedis.Settings.of(server.uri()))) {
            String store = dir.resolve("store").toString();
            assertThat(run(
                            "train",
                            "once",
                            "--redis",
                            server.uri(),
                            "--store",
                            store,
                            "--data-dir",
                            dir.toString(),
                            "--thumbs-alone"))
                    .isEqualTo(1);
            assertThat(new TrainingBoard(redis)
                            .status()
                            .toCompletableFuture()
                            .join()
                            .message())
                    .startsWith("not enough feedback: ")
                    .containsPattern("[1-9]\\d* of 40 judgements");
        }
    }

    @Test
    void aVersionIsMadeAgainFromItsManifest(@TempDir Path dir) throws IOException {
        try (EmbeddedRedis server = redis(dir)) {
            String[] where = where(server, dir);
            Path made = learned(where, dir);
            String weights = FileHash.sha256(made.resolve("model.safetensors"));

            assertThat(new ObjectMapper()
                            .readTree(made.resolve("manifest.json").toFile())
                            .at("/details/config/threads")
                            .asInt())
                    .isEqualTo(1);
            assertThat(replay(where, made)).as("%s", err).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8).lines())
                    .contains("version 2 has the weights " + weights, "made again to the bit");
            assertThat(replay(where, dir.resolve("store/000001"))).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains("version 1 was not made by a training cycle")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aManifestOfOtherWeightsThanItsCycleMakesIsSaidInOneLine(@TempDir Path dir) throws IOException {
        try (EmbeddedRedis server = redis(dir)) {
            String[] where = where(server, dir);
            Path made = learned(where, dir);
            String weights = FileHash.sha256(made.resolve("model.safetensors"));
            String others = "0".repeat(weights.length());
            Path forged = Files.createDirectories(dir.resolve("forged"));
            String manifest = Files.readString(made.resolve("manifest.json"));
            assertThat(manifest).contains(weights);
            Files.writeString(forged.resolve("manifest.json"), manifest.replace(weights, others));
            err.reset();

            assertThat(replay(where, forged)).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualToIgnoringNewLines(
                            "version 2 has the weights " + others + ", made again they are " + weights);
        }
    }

    private static EmbeddedRedis redis(Path dir) {
        return EmbeddedRedis.start(new EmbeddedRedis.Settings(dir.resolve("redis"), null, Duration.ofSeconds(60), 64));
    }

    private static String[] where(EmbeddedRedis server, Path dir) {
        String store = dir.resolve("store").toString();
        return new String[] {"--redis", server.uri(), "--store", store, "--data-dir", dir.toString(), "--threads", "1"};
    }

    /** The folder of what came of one cycle on imported pairs: version 2, served or refused. */
    private Path learned(String[] where, Path dir) throws IOException {
        Path store = dir.resolve("store");
        tinyBase(store);
        // Of so many people fewer than the eight that a cycle needs are held out once in 40,000 times.
        String lines = IntStream.range(0, 240)
                .mapToObj(i -> "{\"prompt\":\"" + prompt(i) + "\",\"chosen\":\"Yes.\",\"rejected\":\"No.\"}\n")
                .collect(Collectors.joining());
        Path file = Files.writeString(dir.resolve("others.jsonl"), lines);
        assertThat(run("feedback", "import", file.toString(), "--data-dir", dir.toString()))
                .isZero();
        String[] few = {"--comparisons", "20", "--judge-comparisons", "3", "--iterations", "1"};
        assertThat(run(joined(new String[] {"train", "once"}, where, few)))
                .as("%s", err)
                .isZero();
        return Stream.of("rejected/000002", "000002")
                .map(store::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    private int replay(String[] where, Path version) {
        String[] what = {"--manifest", version.resolve("manifest.json").toString()};
        return Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                joined(new String[] {"train", "replay"}, where, what));
    }

    private static void tinyBase(Path store) {
        CheckpointStore versions = CheckpointStore.at(store);
        Generation base = versions.publish(null, JsonNodeFactory.instance.objectNode(), folder -> {
            new FreshLlama(300, 16, 1, 2, 2, 8, 24, 256, 1, 2).write(folder, 5);
            TokenizerFiles.write(
                    BpeTrainer.train(Stream.of("Yes. No. What?"), BpeTrainer.CHATML_SPECIALS, 300), folder, 256);
        });
        versions.served().begin(base.version(), "test", "base");
    }

    /** Unlike each other. */
    private static String prompt(int i) {
        String mixed = Long.toString(Math.abs((i + 1) * 0x9E3779B97F4A7C15L), 36);
        return mixed + " " + new StringBuilder(mixed).reverse() + "?";
    }

    private static String[] joined(String[]... parts) {
        return Stream.of(parts).flatMap(Stream::of).toArray(String[]::new);
    }

    private int run(String... args) {
        return Main.run(System.out, new PrintStream(err, true, StandardCharsets.UTF_8), args);
    }
}
