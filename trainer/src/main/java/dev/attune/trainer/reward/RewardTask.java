package dev.attune.trainer.reward;

import dev.attune.trainer.data.Preferences;
import java.nio.file.Path;

/**
 * A reward model to train.
 *
 * @param model folder of the language model to start from, after supervised fine-tuning
 * @param out folder of the result; what is half done there is begun anew, what is done is not done again
 * @param people what to learn from
 * @param heldOut what other people said, to measure by
 */
public record RewardTask(Path model, Path out, Preferences people, Preferences heldOut, RewardRecipe recipe) {}
