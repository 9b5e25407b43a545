package dev.attune.trainer.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageMetricsTest {
    private final Path metrics;

    StageMetricsTest(@TempDir Path metrics) {
        this.metrics = metrics;
    }

    @Test
    void theLastStepOfEveryStageCountsAndTheJudgeIsNoRewardModel() throws Exception {
        Files.writeString(
                metrics.resolve("reward.jsonl"),
                """
                {"step":1,"loss/reward":0.7,"lr":0.1}
                {"step":2,"loss/reward":0.5,"lr":0.1,"tokens":960.0,"reward/accuracy":0.75}
                """);
        Files.writeString(
                metrics.resolve("ppo.jsonl"),
                """
                {"step":1,"objective/kl":2.5,"seconds/sample":3.1}
                """);
        Files.writeString(
                metrics.resolve("gate.jsonl"),
                """
                {"step":1,"loss/reward":0.6,"grad_norm":1,"reward/accuracy":0.7}
                """);
        assertThat(StageMetrics.last(metrics))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                {"loss/reward":0.5,"reward/accuracy":0.75,"objective/kl":2.5,"judge/loss/reward":0.6,"judge/accuracy":0.7}
                """));
    }

    @Test
    void stagesThatSaidNothingAreLeftOut() {
        assertThat(StageMetrics.last(metrics)).isEmpty();
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        Files.writeString(metrics.resolve("ppo.jsonl"), "{\"step\":");
        assertThatThrownBy(() -> StageMetrics.last(metrics))
                .isInstanceOf(CycleException.class)
                .hasMessageContaining("ppo.jsonl");
    }
}
