package dev.attune.trainer.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.trainer.data.BatchStream.Position;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCheckpointsTest {
    private final Path folder;
    private final RunCheckpoints checkpoints;

    RunCheckpointsTest(@TempDir Path folder) {
        this.folder = folder;
        this.checkpoints = new RunCheckpoints(folder, new ByHeldOutLoss());
    }

    @Test
    void keepsTheLastAndTheBest() throws Exception {
        write(10, 3);
        write(20, 1);
        write(30, 2);
        write(40, 1.5);
        assertThat(names()).containsExactly("step-00000020", "step-00000040");
        assertThat(checkpoints.best().orElseThrow().state().step()).isEqualTo(20);
        assertThat(checkpoints.last().orElseThrow().state().step()).isEqualTo(40);
    }

    @Test
    void withoutHeldOutLossTheLatestIsTheBest() throws Exception {
        write(10, Double.NaN);
        write(20, Double.NaN);
        assertThat(names()).containsExactly("step-00000020");
        assertThat(checkpoints.best().orElseThrow().state().step()).isEqualTo(20);
    }

    @Test
    void whoeverChoosesTheOthersAreNotKept() throws Exception {
        RunCheckpoints byReward = new RunCheckpoints(folder, new ByReadReward());
        write(byReward, 10, 1, 0.5);
        write(byReward, 20, 2, 0.7);
        write(byReward, 30, 3, 0.6);
        write(byReward, 33, Double.NaN, Double.NaN);
        assertThat(names()).containsExactly("step-00000020", "step-00000033");
        assertThat(byReward.best().orElseThrow().state().reward()).isEqualTo(0.7);
    }

    @Test
    void aStateIsReadAsItWasWritten() throws Exception {
        RunState state = new RunState(7, new Position(2, 5), 12345, 0.1 + 0.2, Double.NaN, "abc");
        checkpoints.write(7, aside -> state);
        assertThat(checkpoints.last().orElseThrow().state()).isEqualTo(state);
    }

    @Test
    void aDiskThatFillsUpLeavesThePreviousOne() throws Exception {
        write(10, 1);
        assertThatThrownBy(() -> checkpoints.write(20, aside -> {
                    Files.writeString(aside.resolve("model.safetensors"), "half");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("step-00000020: cannot be written: No space left on device");
        assertThat(names()).containsExactly("step-00000010");
    }

    @Test
    void aDamagedOneIsNamedBeforeAnythingGoesOnFromIt() throws Exception {
        write(10, 1);
        Path file = folder.resolve("step-00000010/model.safetensors");
        assertThat(checkpoints.last().orElseThrow().arrays()).hasFileName("arrays.safetensors");
        Files.writeString(file, "whOle");
        assertThatThrownBy(() -> checkpoints.last().orElseThrow().arrays())
                .isInstanceOf(TrainerException.class)
                .hasMessage(file + ": is damaged, it has another SHA-256 than when it was written");
        Files.delete(file);
        assertThatThrownBy(() -> checkpoints.last().orElseThrow().arrays()).hasMessageContaining(file.toString());
    }

    @Test
    void whatAKillLeftBehindIsNoCheckpointAndGoes() throws Exception {
        write(10, 1);
        Files.createDirectories(folder.resolve("step-00000020.tmp/trainer-state"));
        Files.writeString(folder.resolve("step-00000020.tmp/model.safetensors"), "half");
        assertThat(checkpoints.last().orElseThrow().state().step()).isEqualTo(10);
        write(20, 2);
        assertThat(names()).containsExactly("step-00000010", "step-00000020");
    }

    private void write(long step, double loss) {
        write(checkpoints, step, loss, Double.NaN);
    }

    private static void write(RunCheckpoints checkpoints, long step, double loss, double reward) {
        checkpoints.write(step, aside -> {
            Files.writeString(aside.resolve("model.safetensors"), "whole");
            return new RunState(step, Position.START, 0, loss, reward, "digest");
        });
    }

    /** Takes a reward model's word from the state. */
    private static final class ByReadReward implements CheckpointChoice {
        @Override
        public boolean looksAt(long step, long steps) {
            return false;
        }

        @Override
        public double reward(Path model) {
            return Double.NaN;
        }

        @Override
        public double score(RunState state) {
            return state.reward();
        }

        @Override
        public void close() {}
    }

    private List<String> names() throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
