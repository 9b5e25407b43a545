package dev.attune.trainer.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.attune.feedback.Comparison;
import dev.attune.feedback.hygiene.HygieneRules;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingMetrics;
import dev.attune.serving.GreedyProbe;
import dev.attune.serving.ServedModel;
import dev.attune.serving.ServingOptions;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.engine.EngineLimits;
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
import java.io.IOException;
import java.nio.file.Files;
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

    private static final String CONVERSATION =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}, {\"role\": \"assistant\", \"content\": \"yes\"}]}\n";

    private final Path root;
    private final CheckpointStore store;
    private final Remembered remembered;
    private final String conversations;

    LearningCycleTest(@TempDir Path root) throws IOException {
        this.root = root;
        this.remembered = Remembered.in(root.resolve("training"));
        this.conversations = remembered.keep(Files.writeString(root.resolve("some.jsonl"), CONVERSATION.repeat(20)));
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
            String imported = FeedbackWorld.takeIn(root.resolve("data"), "thumbs", 40);
            GateRules rules = new GateRules(0.5, 12, 2, 0.4, 0.05, 2, 0.1, 0.5, 16, 2, 8, 1);
            Trainer trainer = new Trainer(
                    config(rules),
                    redis,
                    new LearningStages(learning(), remembered),
                    new TrainerLoop.Surroundings(new PromotionGate(rules), LoopBench.heard(notes), () -> false));

            Optional<String> outcome = trainer.once("test", Duration.ofMinutes(1));

            assertThat(outcome).as("%s", notes).isPresent();
            Generation made = store.madeBy(details -> details.path("cycle").asInt() == 1
                            && details.path("kind").asText().equals("policy"))
                    .orElseThrow();
            assertThat(made.manifest().details().at("/verdict/checks").findValuesAsText("name"))
                    .contains(
                            "parent", "broken_weights", "held_out_prompts", "win_rate", "win_rate_low", "sequence_kl");
            // The cycle fine-tuned first; what that made is what its lineage is measured against.
            Generation reference = store.madeBy(
                            details -> details.path("kind").asText().equals("reference"))
                    .orElseThrow();
            assertThat(made.manifest().details().path("reference").asLong()).isEqualTo(reference.version());
            assertServersComputeTheSame(reference);
            assertNumbersAreKeptUnderTheirNames();

            assertThat(made.manifest().details().at("/data/imported/0").asText())
                    .isEqualTo(imported);
            assertThat(made.manifest().details().at("/examples/train/thumbs").asInt())
                    .isBetween(15, 40);

            Replay.Result again = trainer.replay(
                    made.dir().resolve("manifest.json"),
                    config -> new LearningStages(LearningConfig.read(config), remembered));
            assertThat(again.isSame()).as("%s", again).isTrue();
        }
    }

    @Test
    void peopleWhoContradictEachOtherTeachNothingThatIsServed() {
        List<String> notes = new ArrayList<>();
        try (FeedbackWorld world = new FeedbackWorld();
                FeedbackRedis redis = world.open("contradictory")) {
            FeedbackWorld.judge(redis, 0, 90, i -> "person-" + i % 30, LearningCycleTest::lot);
            FeedbackWorld.judge(redis, 90, 160, i -> "person-4", LearningCycleTest::lot);
            GateRules rules = new GateRules(0.5, 12, 2, 0.4, 0.05, 2, 0.1, 0.5, 16, 2, 8, 1);
            Trainer trainer = new Trainer(
                    config(rules),
                    redis,
                    new LearningStages(learning(), remembered),
                    new TrainerLoop.Surroundings(new PromotionGate(rules), LoopBench.heard(notes), () -> false));

            assertThat(trainer.once("test", Duration.ofMinutes(1)).orElseThrow())
                    .startsWith("version 2 was refused: ")
                    .contains(
                            "the lower 95 % bound of how often the judge agrees with people it did not learn from is");
            assertThat(notes).contains("reward: one person gave 57 % of the judgements to train on, which weigh 10 %");
            assertThat(FeedbackWorld.get(new TrainingBoard(redis).newest(200)))
                    .extracting(told -> told.event().message())
                    .contains("one person gave 57 % of the judgements to train on, which weigh 10 %");
            assertThat(store.versions()).containsExactly(1L);
            assertThat(store.served().read().orElseThrow().current()).isEqualTo(1);
            assertThat(FeedbackWorld.get(new TrainingBoard(redis).status()).message())
                    .startsWith("cycle 1: version 2 was refused: ");
        }
    }

    private static Comparison.Outcome lot(int number) {
        return number % 2 == 0 ? Comparison.Outcome.FIRST : Comparison.Outcome.SECOND;
    }

    /** The probe in the manifest is answered alike by the program that serves, and one that was tampered with is not. */
    private void assertServersComputeTheSame(Generation made) {
        GreedyProbe probe = GreedyProbe.of(made.manifest().details());
        assertThat(probe.cases()).hasSize(6).allMatch(one -> !one.greedy().isEmpty());
        GreedyProbe.Case first = probe.cases().get(0);
        List<Integer> other = new ArrayList<>(first.greedy());
        other.set(0, (other.get(0) + 1) % 300);
        GreedyProbe wrong = new GreedyProbe(List.of(new GreedyProbe.Case(first.prompt(), other)));
        EngineLimits limits = new EngineLimits(2, 4, 512, 64, CONTEXT, 0);
        try (ServedModel server =
                ServedModel.open(store.read(1).dir(), new ServingOptions("cpu", "float32", 1, limits, 0))) {
            assertThatThrownBy(() -> server.versions().serve(made.dir(), made.version(), wrong))
                    .hasMessageContaining("probe is answered otherwise");
            server.versions().serve(made.dir(), made.version(), probe);
            assertThat(server.versions().serving()).isEqualTo(made.version());
        }
    }

    private void assertNumbersAreKeptUnderTheirNames() {
        Path metrics = root.resolve("training/cycles/000001/metrics");
        assertThat(metrics.resolve("ppo.jsonl"))
                .content()
                .contains(TrainingMetrics.POLICY.stream()
                        .map(name -> '"' + name + '"')
                        .toList());
        assertThat(metrics.resolve("ppo.jsonl"))
                .content()
                .as("the mix of conversations")
                .containsPattern("\"loss/ptx_avg\":[1-9]");
        assertThat(metrics.resolve("reward.jsonl"))
                .content()
                .contains(TrainingMetrics.REWARD.stream()
                        .map(name -> '"' + name + '"')
                        .toList())
                .contains(TrainingMetrics.REWARD_AT_LAST.stream()
                        .map(name -> '"' + name + '"')
                        .toList());
        assertThat(List.of("sft", "reward", "ppo", "gate"))
                .allSatisfy(stage -> assertThat(metrics.resolve(stage)).isNotEmptyDirectory());
    }

    private TrainerConfig config(GateRules gate) {
        DueRules due = new DueRules(20, 20, Duration.ofHours(1), 20, 3, 2, 10, false, LoopBench.SOON);
        return new TrainerConfig(
                root,
                Optional.of(root.resolve("data")),
                due,
                HygieneRules.STANDARD,
                gate,
                2,
                1,
                11,
                Duration.ofSeconds(60),
                LoopBench.SOON,
                1);
    }

    private LearningConfig learning() {
        Recipe sft = new Recipe(
                1, 4, 400, 1, CONTEXT, 1e-3, 0.1, 1, new AdamWConfig(0.9, 0.95, 1e-8, 0, 1), 3, 0.1, 4, 2, false);
        PpoConfig usual = PpoConfig.STANDARD;
        RolloutConfig rollouts = new RolloutConfig(8, 1, 8, 8, -1, WeightForm.FLOAT32);
        PpoConfig mixing = usual.with(usual.update().withPtxWeight(0.5));
        return new LearningConfig(
                sft, RewardRecipe.STANDARD, mixing.withIterations(2).with(rollouts), conversations, 0);
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            words.add(FeedbackWorld.WORD + " yes " + i + " no " + i * 37 + "?");
        }
        return words;
    }
}
