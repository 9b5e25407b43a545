package dev.attune.trainer.ppo;

import java.util.Map;

/** Who wants to hear how a run is going. Called by the thread that runs. */
public interface PpoWatcher {
    /** Something happened that a person should know of. */
    void note(String sentence);

    /**
     * An iteration is done.
     *
     * @param iteration counted from 1
     * @param secondsLeft at the pace so far
     */
    void iteration(int iteration, int iterations, Map<String, Double> metrics, double secondsLeft);
}
