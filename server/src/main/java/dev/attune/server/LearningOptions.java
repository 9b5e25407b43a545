package dev.attune.server;

import dev.attune.server.config.LearningChoice;
import dev.attune.trainer.cycle.LearningConfig;
import dev.attune.trainer.ppo.KlControl;
import dev.attune.trainer.ppo.PpoConfig;
import dev.attune.trainer.ppo.PpoConfig.Algorithm;
import dev.attune.trainer.ppo.RolloutConfig;
import dev.attune.trainer.reward.RewardRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that change how a trainer learns; without one the recipe that ships decides. */
final class LearningOptions {
    /** RLOO's baseline is the mean of the other answers to a prompt; with fewer it is mostly noise. */
    private static final int RLOO_ANSWERS = 4;

    @Option(
            names = "--reward-heads",
            paramLabel = "N",
            description = "Estimates that a reward model gives of one answer.")
    private @Nullable Integer rewardHeads;

    @Option(
            names = "--reward-caution",
            paramLabel = "K",
            description = "Their deviations taken off their mean to make a score.")
    private @Nullable Double rewardCaution;

    @Option(
            names = "--algorithm",
            paramLabel = "PPO|RLOO",
            description = "With a value network, or by comparing answers to the same prompt, in less memory.")
    private @Nullable Algorithm algorithm;

    @Option(
            names = "--kl-target",
            paramLabel = "NATS",
            description = "Of an answer away from the reference, to steer to; 0 keeps --kl-coefficient as it is.")
    private @Nullable Double klTarget;

    @Option(
            names = "--kl-coefficient",
            paramLabel = "B",
            description = "Price of a nat at the start; 0 with a target finds one.")
    private @Nullable Double klCoefficient;

    @Option(names = "--inner-epochs", paramLabel = "N", description = "Passes over the answers of an iteration.")
    private @Nullable Integer innerEpochs;

    @Option(
            names = "--ema-decay",
            paramLabel = "D",
            description = "Of the moving average of weights that comes out; 0 for the last ones.")
    private @Nullable Double emaDecay;

    static List<String> flags(LearningChoice choice) {
        List<String> flags = new ArrayList<>();
        add(flags, "--reward-heads", choice.rewardHeads());
        add(flags, "--reward-caution", choice.rewardCaution());
        add(flags, "--algorithm", choice.algorithm());
        add(flags, "--kl-target", choice.klTarget());
        add(flags, "--kl-coefficient", choice.klCoefficient());
        add(flags, "--inner-epochs", choice.innerEpochs());
        add(flags, "--ema-decay", choice.emaDecay());
        return flags;
    }

    LearningConfig of(LearningConfig usual) {
        RewardRecipe reward = usual.reward()
                .withHeads(
                        Objects.requireNonNullElse(rewardHeads, usual.reward().heads()),
                        Objects.requireNonNullElse(rewardCaution, usual.reward().caution()));
        return usual.with(reward).with(policy(usual.policy()));
    }

    private PpoConfig policy(PpoConfig usual) {
        KlControl kl = new KlControl(
                Objects.requireNonNullElse(klCoefficient, usual.kl().coefficient()),
                Objects.requireNonNullElse(klTarget, usual.kl().target()),
                usual.kl().horizon(),
                usual.kl().least());
        PpoConfig config = usual.with(kl)
                .with(usual.update()
                        .withEpochs(Objects.requireNonNullElse(
                                innerEpochs, usual.update().epochs()))
                        .withEmaDecay(Objects.requireNonNullElse(
                                emaDecay, usual.update().emaDecay())));
        return algorithm == Algorithm.RLOO ? comparing(config) : config;
    }

    private static PpoConfig comparing(PpoConfig config) {
        RolloutConfig some = config.rollouts();
        RolloutConfig several = new RolloutConfig(
                some.answers(),
                Math.max(RLOO_ANSWERS, some.perPrompt()),
                some.maxNewTokens(),
                some.running(),
                some.endlessScore(),
                some.form());
        return config.with(several).with(Algorithm.RLOO);
    }

    private static void add(List<String> flags, String name, Optional<?> value) {
        value.ifPresent(given -> flags.addAll(List.of(name, given.toString())));
    }
}
