package dev.attune.trainer.sft;

import java.nio.file.Path;

/** Chooses the checkpoint that a run results in. Belongs to the run's thread, which closes it. */
interface CheckpointChoice extends AutoCloseable {
    /** Whether it wants a checkpoint after this step, beside those that come anyhow; the same for the same numbers. */
    boolean looksAt(long step, long steps);

    /**
     * What it has to see of a checkpoint that the run itself does not know; the same for the same weights.
     *
     * @param model folder of the checkpoint, whole but for the run's state
     * @return not a number if there is nothing to see
     */
    double reward(Path model);

    /** How good a checkpoint is, the higher the better; not a number if nobody knows. */
    double score(RunState state);

    @Override
    void close();
}
