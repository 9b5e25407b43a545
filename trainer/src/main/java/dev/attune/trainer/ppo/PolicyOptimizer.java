package dev.attune.trainer.ppo;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.trainer.run.TrainerException;
import java.util.function.BooleanSupplier;

/** Makes a policy's answers score higher without leading it far from its reference. */
public final class PolicyOptimizer {
    private PolicyOptimizer() {}

    /**
     * Runs until the last iteration, until the stop cord is pulled, or until {@code stop} says so, in which case a checkpoint is
     * written first. A run that {@link PpoTask#out()} already holds is gone on with, to the same bits. The calling thread does all
     * the work, and no other in the process may take gradients meanwhile.
     *
     * @param scorer asked once an iteration
     * @param stop asked before every iteration
     * @throws TrainerException if the run cannot start or go on; its last checkpoint stays
     */
    public static PpoResult run(
            PpoTask task, PpoConfig config, Scorer scorer, PpoWatcher watcher, BooleanSupplier stop) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                PpoRun run = new PpoRun(task, config, scorer, watcher, (PtNDManager) manager)) {
            return run.run(stop);
        }
    }
}
