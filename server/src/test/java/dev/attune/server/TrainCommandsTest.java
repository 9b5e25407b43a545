package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.feedback.embedded.EmbeddedRedis;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandsTest {
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

    private int run(String... args) {
        return Main.run(System.out, new PrintStream(err, true, StandardCharsets.UTF_8), args);
    }
}
