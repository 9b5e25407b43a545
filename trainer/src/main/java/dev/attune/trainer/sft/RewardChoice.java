package dev.attune.trainer.sft;

import dev.attune.serving.checkpoint.FileHash;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How a reward model chooses the checkpoint that a run results in. Immutable.
 *
 * @param folder of the reward model
 * @param prompts held-out ones that are answered, at most
 * @param answerTokens of an answer, at most
 * @param endlessScore paid at most to an answer that did not end by then
 * @param looks spread evenly over the run, its end among them; checkpoints that come anyhow are looked at, too
 */
public record RewardChoice(Path folder, int prompts, int answerTokens, double endlessScore, int looks) {
    public RewardChoice {
        if (prompts < 1 || answerTokens < 1 || looks < 1) {
            throw new IllegalArgumentException("prompts, answerTokens and looks must be at least 1, were " + prompts
                    + ", " + answerTokens + " and " + looks);
        }
    }

    /** Sixty-four answers as long as the gate's, at a quarter, half, three quarters and the end. */
    public static RewardChoice standard(Path folder) {
        return new RewardChoice(folder, 64, 128, -1, 4);
    }

    public RewardChoice withPrompts(int number) {
        return new RewardChoice(folder, number, answerTokens, endlessScore, looks);
    }

    /** All that it decides by, wherever the reward model lies: its manifest names the SHA-256 of every file. */
    String name() {
        Path manifest = folder.resolve("manifest.json");
        try {
            return FileHash.sha256(manifest) + " " + prompts + " " + answerTokens + " " + endlessScore + " " + looks;
        } catch (IOException unreadable) {
            throw new TrainerException(
                    manifest + ": cannot be read: " + unreadable.getMessage() + "; is this a reward model?",
                    unreadable);
        }
    }
}
