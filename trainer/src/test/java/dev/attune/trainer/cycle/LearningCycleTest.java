package dev.attune.trainer.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.model.WeightForm;
import dev.attune.trainer.bpe.BpeTrainer;
import dev.attune.trainer.bpe.TokenizerFiles;
import dev.attune.trainer.gate.GateRules;
import dev.attune.trainer.gate.PromotionGate;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import dev.attune.trainer.ppo.PpoConfig;
import dev.attune.trainer.ppo.RolloutConfig;
import dev.attune.trainer.reward.RewardRecipe;
import dev.attune.trainer.sft.Recipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages that learn, on a network of a few thousand weights: everything is real but its size. */
class LearningCycleTest {
    private static final int CONTEXT = 160;

    private final Path root;
    private final CheckpointStore store;

    LearningCycleTest(@TempDir Path root) {
        this.root = root;
        this.store = CheckpointStore.at(root);
        LoopBench.fixSecret(root);
        Generation base =
                store.publish(null, JsonNodeFactory.instance.objectNode().put("kind", "import"), folder -> {
                    new FreshLlama(300, 32, 2, 4, 2, 8, 48, CONTEXT, 1, 2).write(folder, 5);
                    TokenizerFiles.write(
                            BpeTrainer.train(words().stream(), BpeTrainer.CHATML_SPECIALS, 300), folder, CONTEXT);
                });
        store.served().begin(base.version(), "test", "base");
    }

    @Test
    void aCycleOfRealStagesEndsWithAVerdictAndCanBeMadeAgainToTheBit() {
        List<String> notes = new ArrayList<>();
        try (FeedbackWorld world = new FeedbackWorld();
                FeedbackRedis redis = world.open("learning")) {
            FeedbackWorld.judge(redis, 0, 90);
            FeedbackWorld.demonstrate(redis, 0, 30);
            GateRules rules = new GateRules(0.5, 12, 1.5, 0.4, 0.05, 2, 0.1, 0.5, 16, 2, 8, 1);
            Trainer trainer = new Trainer(
                    config(rules),
                    redis,
                    new LearningStages(learning()),
                    new TrainerLoop.Surroundings(new PromotionGate(rules), LoopBench.heard(notes), () -> false));

            Optional<String> outcome = trainer.once("test", Duration.ofMinutes(1));

            assertThat(outcome).as("%s", notes).isPresent();
            Generation made = store.madeBy(details -> details.path("cycle").asInt() == 1
                            && details.path("kind").asText().equals("policy"))
                    .orElseThrow();
            assertThat(made.manifest().details().at("/verdict/checks").findValuesAsText("name"))
                    .contains("parent", "broken_weights", "held_out_prompts", "win_rate_low", "sequence_kl");
            // The cycle fine-tuned first; what that made is what its lineage is measured against.
            Generation reference = store.madeBy(
                            details -> details.path("kind").asText().equals("reference"))
                    .orElseThrow();
            assertThat(made.manifest().details().path("reference").asLong()).isEqualTo(reference.version());

            Replay.Result again = trainer.replay(made.dir().resolve("manifest.json"), LearningStages::of);
            assertThat(again.isSame()).as("%s", again).isTrue();
        }
    }

    private TrainerConfig config(GateRules gate) {
        DueRules due = new DueRules(20, 20, Duration.ofHours(1), 20, 3, 2, 10, false, LoopBench.SOON);
        return new TrainerConfig(
                root, due, TrainerConfig.HYGIENE, gate, 2, 1, 11, Duration.ofSeconds(60), LoopBench.SOON, 1);
    }

    private static LearningConfig learning() {
        Recipe sft = new Recipe(
                1, 4, 400, 1, CONTEXT, 1e-3, 0.1, 1, new AdamWConfig(0.9, 0.95, 1e-8, 0, 1), 3, 0.1, 4, 2, false);
        PpoConfig usual = PpoConfig.STANDARD;
        RolloutConfig rollouts = new RolloutConfig(8, 1, 8, 8, -1, WeightForm.FLOAT32);
        return new LearningConfig(
                sft, RewardRecipe.STANDARD, usual.withIterations(2).with(rollouts));
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            words.add(FeedbackWorld.WORD + " yes " + i + " no " + i * 37 + "?");
        }
        return words;
    }
}
