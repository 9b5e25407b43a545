package dev.attune.trainer.reward;

import java.util.Map;

/** Who wants to hear how a reward model's training goes, and may stop it. Called by the trainer thread. */
public interface RewardWatcher {
    /** Asked before every step. */
    boolean halted();

    /**
     * A step is done.
     *
     * @param step counted from 1
     * @param steps of the whole training
     * @param metrics by the names under which they are logged
     */
    void step(long step, long steps, Map<String, Double> metrics);

    /** Something a person should know of. */
    void note(String sentence);
}
