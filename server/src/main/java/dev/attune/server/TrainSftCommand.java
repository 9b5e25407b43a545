package dev.attune.server;

import dev.attune.serving.checkpoint.Dtype;
import dev.attune.trainer.report.ConsoleProgress;
import dev.attune.trainer.run.StopOnSignal;
import dev.attune.trainer.sft.Recipe;
import dev.attune.trainer.sft.RewardChoice;
import dev.attune.trainer.sft.Sft;
import dev.attune.trainer.sft.SftConfig;
import dev.attune.trainer.sft.SftResult;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attune train sft}: supervised fine-tuning on conversations. Stopped by Ctrl-C it saves itself first. */
@Command(
        name = "sft",
        description = "Fine-tune a model on conversations.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TrainSftCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Conversations, JSON lines.")
    private Path data = Path.of("");

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model to start from.")
    private Path model = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the model that comes out.")
    private Path out = Path.of("");

    @Option(
            names = "--held-out",
            paramLabel = "FILE",
            description = "Conversations to measure on (a share of the data).")
    private @Nullable Path heldOut;

    @Option(
            names = "--reward",
            paramLabel = "DIR",
            description = "Reward model: the checkpoint whose answers to held-out prompts it likes best is kept"
                    + " (that of the lowest held-out loss).")
    private @Nullable Path reward;

    @Option(names = "--reward-prompts", paramLabel = "N", description = "Held-out prompts it is asked about (64).")
    private @Nullable Integer rewardPrompts;

    @Option(names = "--resume", description = "Go on where a run in the same folder stopped.")
    private boolean resume;

    @Option(names = "--dtype", paramLabel = "F32|F16|BF16", description = "Numbers of the weights that come out (F32).")
    private Dtype dtype = Dtype.F32;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data (3).")
    private @Nullable Double epochs;

    @Option(names = "--max-steps", paramLabel = "N", description = "Steps at most, whatever the epochs.")
    private @Nullable Long maxSteps;

    @Option(names = "--batch-tokens", paramLabel = "N", description = "Positions of one forward pass (4096).")
    private @Nullable Integer batchTokens;

    @Option(names = "--accumulation", paramLabel = "N", description = "Forward passes per step (4).")
    private @Nullable Integer accumulation;

    @Option(names = "--context", paramLabel = "TOKENS", description = "Longer conversations are cut (2048).")
    private @Nullable Integer context;

    @Option(names = "--rate", paramLabel = "X", description = "Learning rate after the warm-up (2e-5).")
    private @Nullable Double rate;

    @Option(names = "--warmup", paramLabel = "STEPS", description = "Steps from zero to that rate (20).")
    private @Nullable Integer warmup;

    @Option(names = "--checkpoint-every", paramLabel = "STEPS", description = "Steps between checkpoints (100).")
    private @Nullable Integer checkpointEvery;

    @Option(names = "--seed", paramLabel = "N", description = "Of the order of the data and of the split (1).")
    private @Nullable Long seed;

    @Override
    public Integer call() {
        SftConfig config =
                new SftConfig(data, Optional.ofNullable(heldOut), model, out, dtype, resume, choice(), recipe());
        try (StopOnSignal stop = new StopOnSignal()) {
            SftResult result = Sft.run(config, ConsoleProgress.standard(), stop);
            System.out.println(
                    result.finished()
                            ? "The model is in " + result.model() + "."
                            : "Stopped at step " + result.step() + "; go on with --resume.");
            return result.finished() ? 0 : 1;
        }
    }

    private Optional<RewardChoice> choice() {
        if (reward == null) {
            return Optional.empty();
        }
        RewardChoice usual = RewardChoice.standard(reward);
        try {
            return Optional.of(usual.withPrompts(Objects.requireNonNullElse(rewardPrompts, usual.prompts())));
        } catch (IllegalArgumentException refused) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(refused.getMessage()), refused);
        }
    }

    private Recipe recipe() {
        Recipe usual = Recipe.FINE_TUNING;
        try {
            return new Recipe(
                    Objects.requireNonNullElse(epochs, usual.epochs()),
                    Objects.requireNonNullElse(maxSteps, usual.maxSteps()),
                    Objects.requireNonNullElse(batchTokens, usual.batchTokens()),
                    Objects.requireNonNullElse(accumulation, usual.accumulation()),
                    Objects.requireNonNullElse(context, usual.contextTokens()),
                    Objects.requireNonNullElse(rate, usual.peakRate()),
                    usual.floorShare(),
                    Objects.requireNonNullElse(warmup, usual.warmupSteps()),
                    usual.adamW(),
                    Objects.requireNonNullElse(seed, usual.seed()),
                    usual.evalShare(),
                    usual.evalRows(),
                    Objects.requireNonNullElse(checkpointEvery, usual.checkpointEverySteps()),
                    usual.halfProducts());
        } catch (IllegalArgumentException refused) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(refused.getMessage()), refused);
        }
    }
}
