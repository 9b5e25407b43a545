package dev.attune.trainer.sft;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.trainer.data.BatchStream.Position;
import dev.attune.trainer.data.ConversationEncoder;
import dev.attune.trainer.report.Progress;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
        RunCheckpoints checkpoints = new RunCheckpoints(config.out().resolve("checkpoints"));
        Optional<RunCheckpoints.Saved> last = checkpoints.last();
        if (last.isPresent() && !config.resume()) {
            throw new TrainerException(config.out() + " holds a run that got to step "
                    + last.get().state().step() + "; resume it or choose another folder");
        }
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                Learner learner = new Learner(config.model(), config.recipe(), (PtNDManager) manager)) {
            SftData data = read(config, learner.contextTokens(), progress);
            RunState fresh = new RunState(0, Position.START, 0, Double.NaN, digest(config));
            last.ifPresent(saved -> takeUp(saved, fresh.digest(), learner, progress));
            RunState state = last.map(RunCheckpoints.Saved::state).orElse(fresh);
            try (SftRun run = new SftRun(config, data, learner, checkpoints, progress, state)) {
                return run.run(stop);
            }
        }
    }

    private static SftData read(SftConfig config, int contextTokens, Progress progress) {
        try (ConversationEncoder encoder = ConversationEncoder.open(config.model())) {
            SftData data = SftData.read(config, encoder, contextTokens);
            progress.note(String.format(
                    Locale.ROOT,
                    "%,d conversations, %,d tokens, %,d of them to learn; %,d cut to the context, %,d without an answer"
                            + " left out; %,d conversations held out",
                    data.training().rows(),
                    data.training().tokens(),
                    data.training().lossTokens(),
                    data.training().truncated(),
                    data.training().dropped(),
                    data.heldOut().rows()));
            return data;
        }
    }

    private static void takeUp(RunCheckpoints.Saved saved, String digest, Learner learner, Progress progress) {
        if (!saved.state().digest().equals(digest)) {
            throw new TrainerException(
                    saved.folder() + " was made under another recipe or other data; it cannot be resumed under these");
        }
        learner.readState(saved.folder().resolve(SftRun.ARRAYS), saved.state().step());
        progress.note("resumed at step " + saved.state().step());
    }

    /** Of all that decides the weights: recipe and data. */
    private static String digest(SftConfig config) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(config.recipe().toString().getBytes(StandardCharsets.UTF_8));
            try (InputStream in = new DigestInputStream(Files.newInputStream(config.data()), sha)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (IOException unreadable) {
            throw new TrainerException(config.data() + ": cannot be read: " + unreadable.getMessage(), unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
