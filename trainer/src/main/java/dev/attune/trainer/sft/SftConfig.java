package dev.attune.trainer.sft;

import dev.attune.serving.checkpoint.Dtype;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One run.
 *
 * @param data conversations to learn from, JSON lines
 * @param heldOut conversations to measure on; without them a share of {@code data} is held out
 * @param model folder of the model to start from, fresh or finished
 * @param out folder of the model that comes out, with the run's checkpoints and curves beside it
 * @param dtype of the weights that come out: F32, F16 or BF16
 * @param resume whether to go on where a run in {@code out} stopped; without, a started one is refused
 * @param reward chooses the checkpoint that comes out; without, the lowest held-out loss does
 * @param recipe everything else
 */
public record SftConfig(
        Path data,
        Optional<Path> heldOut,
        Path model,
        Path out,
        Dtype dtype,
        boolean resume,
        Optional<RewardChoice> reward,
        Recipe recipe) {}
