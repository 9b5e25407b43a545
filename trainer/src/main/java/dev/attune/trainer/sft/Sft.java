package dev.attune.trainer.sft;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.trainer.data.BatchStream.Position;
import dev.attune.trainer.data.Conversation;
import dev.attune.trainer.data.ConversationEncoder;
import dev.attune.trainer.report.Progress;
import dev.attune.trainer.run.TrainerException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Supervised fine-tuning, and training from nothing, from configuration to finished folder. */
public final class Sft {
    private Sft() {}

    /**
     * Runs until the last step or until {@code stop} says so, in which case a checkpoint is written first. The calling
     * thread does all the work.
     *
     * @throws TrainerException if the run cannot start or went wrong; the last checkpoint stays
     */
    public static SftResult run(SftConfig config, Progress progress, BooleanSupplier stop) {
        return run(config, SftSource.files(config), progress, stop);
    }

    /**
     * As {@link #run(SftConfig, Progress, BooleanSupplier)}, but learns from conversations in memory, whose words are to be in no
     * file. The configuration's own are not looked at.
     *
     * @param name of these conversations, such as a digest: a run is resumed only under the same
     */
    public static SftResult run(
            SftConfig config, List<Conversation> conversations, String name, Progress progress, BooleanSupplier stop) {
        return run(config, SftSource.memory(config.recipe(), conversations, name), progress, stop);
    }

    private static SftResult run(SftConfig config, SftSource source, Progress progress, BooleanSupplier stop) {
        Path checkpoints = config.out().resolve("checkpoints");
        Optional<RunCheckpoints.Saved> last = RunCheckpoints.last(checkpoints);
        if (last.isPresent() && !config.resume()) {
            throw new TrainerException(config.out() + " holds a run that got to step "
                    + last.get().state().step() + "; resume it or choose another folder");
        }
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                Learner learner = new Learner(config.model(), config.recipe(), (PtNDManager) manager)) {
            SftData data = read(config.model(), source, learner.contextTokens(), progress);
            RunState fresh = new RunState(0, Position.START, 0, Double.NaN, Double.NaN, digest(config, source));
            last.ifPresent(saved -> takeUp(saved, fresh.digest(), learner, progress));
            RunState state = last.map(RunCheckpoints.Saved::state).orElse(fresh);
            try (CheckpointChoice choice = choice(config, data, manager);
                    SftRun run = new SftRun(
                            config, data, learner, new RunCheckpoints(checkpoints, choice), progress, state)) {
                return run.run(stop);
            }
        }
    }

    private static CheckpointChoice choice(SftConfig config, SftData data, NDManager manager) {
        return config.reward()
                .<CheckpointChoice>map(reward -> new ByReward(reward, config.model(), data.heldOut(), manager))
                .orElseGet(ByHeldOutLoss::new);
    }

    private static String digest(SftConfig config, SftSource source) {
        return config.reward()
                .map(reward -> source.digest() + " " + reward.name())
                .orElseGet(source::digest);
    }

    private static SftData read(Path model, SftSource source, int contextTokens, Progress progress) {
        try (ConversationEncoder encoder = ConversationEncoder.open(model)) {
            SftData data = source.read(encoder, contextTokens);
            progress.note(String.format(
                    Locale.ROOT,
                    "%,d conversations, %,d tokens, %,d of them to learn; %,d cut to the context, %,d without an answer"
                            + " and %,d that the chat template refuses left out; %,d conversations held out",
                    data.training().rows(),
                    data.training().tokens(),
                    data.training().lossTokens(),
                    data.training().truncated() + data.heldOut().truncated(),
                    data.training().dropped() + data.heldOut().dropped(),
                    data.refused(),
                    data.heldOut().rows()));
            return data;
        }
    }

    private static void takeUp(RunCheckpoints.Saved saved, String digest, Learner learner, Progress progress) {
        if (!saved.state().digest().equals(digest)) {
            throw new TrainerException(
                    saved.folder() + " was made under another recipe or other data; it cannot be resumed under these");
        }
        learner.readState(saved.arrays(), saved.state().step());
        progress.note("resumed at step " + saved.state().step());
    }
}
