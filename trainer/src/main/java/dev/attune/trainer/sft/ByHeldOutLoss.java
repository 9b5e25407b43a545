package dev.attune.trainer.sft;

import java.nio.file.Path;

/** The lowest loss on held-out conversations. */
final class ByHeldOutLoss implements CheckpointChoice {
    @Override
    public boolean looksAt(long step, long steps) {
        return false;
    }

    @Override
    public double reward(Path model) {
        return Double.NaN;
    }

    @Override
    public double score(RunState state) {
        return -state.heldOutLoss();
    }

    @Override
    public void close() {}
}
