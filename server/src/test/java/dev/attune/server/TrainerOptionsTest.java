package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.server.config.ConfigReader;
import dev.attune.server.config.CycleChoice;
import dev.attune.trainer.cycle.DueRules;
import dev.attune.trainer.cycle.LearningConfig;
import dev.attune.trainer.cycle.TrainerConfig;
import dev.attune.trainer.cycle.TrainerMain;
import dev.attune.trainer.ppo.KlControl;
import dev.attune.trainer.ppo.PpoConfig;
import dev.attune.trainer.reward.RewardRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The server's keys and the trainer's flags are one set of rules. */
class TrainerOptionsTest {
    private static final String LINE = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}\n";
    private static final List<String> REQUIRED = List.of("--redis", "redis://localhost", "--store", "store");

    private final Path folder;

    TrainerOptionsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theChildOfAServerThatWasToldNothingLearnsAsATrainerThatWasToldNothing() {
        TrainerMain.Start told = start(choice(Map.of()));
        assertThat(told.config()).isEqualTo(TrainerConfig.standard(Path.of("store")));
        assertThat(told.learning()).isEqualTo(LearningConfig.STANDARD);
    }

    @Test
    void everyKeyReachesTheChild() {
        TrainerMain.Start told = start(choice(Map.ofEntries(
                Map.entry("judgements", 11),
                Map.entry("judgements-after-wait", 12),
                Map.entry("wait-s", 13),
                Map.entry("comparisons", 14),
                Map.entry("judge-comparisons", 15),
                Map.entry("held-out-prompts", 16),
                Map.entry("demonstrations", 17),
                Map.entry("thumbs-alone", true),
                Map.entry("iterations", 18),
                Map.entry("ptx-weight", 0.75),
                Map.entry("reward-heads", 5),
                Map.entry("reward-caution", 0.25),
                Map.entry("algorithm", "rloo"),
                Map.entry("kl-target", 6.5),
                Map.entry("kl-coefficient", 0.125),
                Map.entry("inner-epochs", 3),
                Map.entry("ema-decay", 0.375),
                Map.entry("keep-versions", 19),
                Map.entry("seed", 20))));
        assertThat(told.config().due())
                .isEqualTo(
                        new DueRules(11, 12, Duration.ofSeconds(13), 14, 15, 16, 17, true, DueRules.STANDARD.retry()));
        assertThat(told.config().keepVersions()).isEqualTo(19);
        assertThat(told.config().seed()).isEqualTo(20);
        assertThat(told.learning().reward())
                .isEqualTo(RewardRecipe.STANDARD.withThumbsAlone().withHeads(5, 0.25));
        PpoConfig policy = told.learning().policy();
        assertThat(policy.iterations()).isEqualTo(18);
        assertThat(policy.algorithm()).isEqualTo(PpoConfig.Algorithm.RLOO);
        assertThat(policy.rollouts().perPrompt()).isEqualTo(4);
        assertThat(policy.rollouts().answers())
                .isEqualTo(PpoConfig.STANDARD.rollouts().answers());
        assertThat(policy.kl())
                .isEqualTo(new KlControl(0.125, 6.5, PpoConfig.STANDARD.kl().horizon(), 0));
        assertThat(policy.update())
                .isEqualTo(PpoConfig.STANDARD
                        .update()
                        .withPtxWeight(0.75)
                        .withEpochs(3)
                        .withEmaDecay(0.375));
    }

    @Test
    void aPriceThatStaysMustBeNamed() {
        assertThat(start(choice(Map.of("kl-target", 0, "kl-coefficient", 0.1)))
                        .learning()
                        .policy()
                        .kl()
                        .target())
                .isZero();
        assertThatThrownBy(() -> choice(Map.of("kl-target", 0)))
                .hasMessageContaining("training.cycle.kl-coefficient must be given");
        assertThatThrownBy(() -> choice(Map.of("ema-decay", 1)))
                .hasMessageContaining("training.cycle.ema-decay must be in [0.0, 0.9999]");
    }

    @Test
    void theConversationsOfTheModelFolderAreRememberedUnlessOthersAreNamed() throws IOException {
        assertThat(start(choice(Map.of())).conversations()).isEmpty();
        Path brought = Files.writeString(folder.resolve("conversations.jsonl"), LINE);
        assertThat(start(choice(Map.of())).conversations()).contains(brought);
        Path others = Files.writeString(folder.resolve("others.jsonl"), LINE + LINE);
        assertThat(start(choice(Map.of("conversations", others.toString()))).conversations())
                .contains(others);
    }

    @Test
    void conversationsThatCannotBeReadAreRefusedBeforeATrainerStarts() throws IOException {
        Path file = Files.writeString(folder.resolve("conversations.jsonl"), LINE + "{\"messages\": []}\n");
        assertThatThrownBy(() -> start(choice(Map.of())))
                .isInstanceOf(ServerException.class)
                .hasMessageStartingWith("training.cycle.conversations: " + file + ":2: ")
                .hasMessageContaining("messages");
        assertThatThrownBy(() -> start(choice(Map.of("conversations", folder + "/nowhere.jsonl"))))
                .hasMessageStartingWith("training.cycle.conversations: " + folder + "/nowhere.jsonl");
    }

    private static CycleChoice choice(Map<String, ?> keys) {
        Map<String, Object> all = new HashMap<>();
        keys.forEach((key, value) -> all.put("training.cycle." + key, value));
        return ConfigReader.read(Optional.empty(), all).training().cycle();
    }

    private TrainerMain.Start start(CycleChoice choice) {
        Holder holder = new Holder();
        new CommandLine(holder)
                .parseArgs(Stream.concat(REQUIRED.stream(), TrainerOptions.flags(choice, folder).stream())
                        .toArray(String[]::new));
        return holder.options.start();
    }

    @Command(name = "run")
    private static final class Holder {
        @Mixin
        private final TrainerOptions options = new TrainerOptions();
    }
}
