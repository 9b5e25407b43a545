package dev.attune.trainer.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.text.Tokenizer;
import dev.attune.trainer.bpe.BpeTrainer;
import dev.attune.trainer.bpe.TokenizerFiles;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import dev.attune.trainer.report.Progress;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SftTest {
    private static final int VOCABULARY = 300;
    private static final int STEPS = 20;

    private final Path folder;
    private final Path data;
    private final Path start;

    SftTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.data = folder.resolve("data.jsonl");
        this.start = folder.resolve("start");
        Files.write(data, conversations());
        new FreshLlama(VOCABULARY, 32, 2, 4, 2, 8, 48, 64, 1, 2).write(start, 5);
        TokenizerFiles.write(
                BpeTrainer.train(conversations().stream(), BpeTrainer.CHATML_SPECIALS, VOCABULARY), start, 64);
    }

    @Test
    void aRunThatWasStoppedGoesOnToTheBit() throws Exception {
        byte[] straight = weightsOf(run("straight", new Steps()));
        Steps untilTen = new Steps();
        SftResult stopped = Sft.run(config("resumed", false), untilTen, () -> untilTen.done >= 10);
        assertThat(stopped.finished()).isFalse();
        assertThat(stopped.step()).isEqualTo(10);
        assertThat(weightsOf(resume("resumed"))).isEqualTo(straight);
        assertThat(metricSteps("resumed")).isEqualTo(metricSteps("straight"));
    }

    @Test
    void aRunThatWasKilledGoesOnFromItsLastCheckpointToTheBit() throws Exception {
        byte[] straight = weightsOf(run("straight", new Steps()));
        Steps killed = new Steps();
        killed.last = 13;
        assertThatThrownBy(() -> run("killed", killed)).hasMessage("killed");
        Steps rest = new Steps();
        assertThat(weightsOf(Sft.run(config("killed", true), rest, () -> false)))
                .isEqualTo(straight);
        assertThat(rest.notes).contains("resumed at step 10");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a process can only be killed")
    void aTerminatedProcessLeavesACheckpointToGoOnFrom() throws Exception {
        byte[] straight = weightsOf(run("straight", new Steps()));
        Path out = folder.resolve("terminated");
        Process process = TerminatedRun.start(data, start, out);
        Path metrics = out.resolve("metrics.jsonl");
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (process.isAlive() && (Files.notExists(metrics) || Files.size(metrics) < 200)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        process.destroy();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(out.resolve("checkpoints")).isNotEmptyDirectory();
        assertThat(weightsOf(resume("terminated"))).isEqualTo(straight);
    }

    @Test
    void theLossFallsAndTheFolderIsAModel() {
        Steps steps = new Steps();
        SftResult result = run("out", steps);
        assertThat(result.finished()).isTrue();
        assertThat(steps.losses.get(STEPS - 1)).isLessThan(steps.losses.get(0) - 1);
        assertThat(result.heldOutLoss()).isLessThan(steps.losses.get(0));
        try (Checkpoint checkpoint = Checkpoint.open(result.model());
                Tokenizer tokenizer = Tokenizer.open(result.model())) {
            assertThat(checkpoint.tensor("model.embed_tokens.weight").dtype()).isEqualTo(Dtype.F16);
            assertThat(checkpoint.config().path("torch_dtype").asText()).isEqualTo("float16");
            assertThat(checkpoint.generationConfig()).isPresent();
            assertThat(tokenizer.vocabularySize()).isLessThanOrEqualTo(VOCABULARY);
        }
    }

    @Test
    void aStartedRunIsNotOverwritten() {
        run("out", new Steps());
        assertThatThrownBy(() -> run("out", new Steps()))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("holds a run that got to step 20");
    }

    @Test
    void anotherRecipeOrOtherDataIsNoResumption() throws Exception {
        run("out", new Steps());
        Files.writeString(data, conversations().get(0) + "\n");
        assertThatThrownBy(() -> resume("out"))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("another recipe or other data");
    }

    @Test
    void dataWithoutAnAnswerIsRefused() throws Exception {
        Files.writeString(data, "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}\n");
        assertThatThrownBy(() -> run("out", new Steps())).hasMessageContaining("no conversation to learn from");
    }

    private SftResult run(String out, Progress progress) {
        return Sft.run(config(out, false), progress, () -> false);
    }

    private SftResult resume(String out) {
        return Sft.run(config(out, true), new Steps(), () -> false);
    }

    private SftConfig config(String out, boolean resume) {
        return config(data, start, folder.resolve(out), resume);
    }

    static SftConfig config(Path data, Path start, Path out, boolean resume) {
        Recipe recipe = new Recipe(
                1000, STEPS, 400, 2, 64, 0.01, 0.1, 3, new AdamWConfig(0.9, 0.95, 1e-8, 0.1, 1), 3, 0.2, 10, 5, false);
        return new SftConfig(data, Optional.empty(), start, out, Dtype.F16, resume, Optional.empty(), recipe);
    }

    private static List<String> conversations() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add("{\"messages\":[{\"role\":\"user\",\"content\":\"what follows " + i
                    + "?\"},{\"role\":\"assistant\",\"content\":\"After " + i + " comes " + (i + 1) + ".\"}]}");
        }
        return lines;
    }

    private static byte[] weightsOf(SftResult result) throws IOException {
        return Files.readAllBytes(result.model().resolve("checkpoints/step-00000020/model.safetensors"));
    }

    private List<String> metricSteps(String out) throws IOException {
        return Files.readAllLines(folder.resolve(out).resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll(",\"tokens_per_second.*", ""))
                .toList();
    }

    /** Remembers, and dies after {@link #last} steps. */
    private static final class Steps implements Progress {
        private final List<Double> losses = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private long done;
        private long last = Long.MAX_VALUE;

        @Override
        public void note(String sentence) {
            notes.add(sentence);
        }

        @Override
        public void step(Pace pace) {
            done = pace.step();
            losses.add(pace.loss());
            if (done == last) {
                throw new IllegalStateException("killed");
            }
        }
    }
}
