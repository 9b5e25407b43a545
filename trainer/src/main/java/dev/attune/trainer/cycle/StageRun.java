package dev.attune.trainer.cycle;

import java.util.Map;

/** What a stage is told and whom it tells. Used by the trainer's thread. */
public interface StageRun {
    /** Decides everything that is drawn in this stage. */
    long seed();

    /**
     * Asked before every step. Once it says yes the stage saves itself and throws {@link HaltedException}. This and {@link #step} throw
     * {@link dev.attune.feedback.training.LeaseLostException} once another trainer may be writing: the stage lets it pass and saves nothing.
     */
    boolean halted();

    /**
     * A step is done.
     *
     * @param step counted from 1
     * @param steps of the stage
     * @param metrics by TRL's names
     */
    void step(long step, long steps, Map<String, Double> metrics);

    /** Something a person should know of. */
    void note(String sentence);

    /** The stage ended itself before its last step, and why; kept with the cycle. */
    void stoppedItself(String reason);
}
