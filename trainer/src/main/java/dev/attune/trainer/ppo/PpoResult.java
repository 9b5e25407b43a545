package dev.attune.trainer.ppo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param finished whether it came to an end of its own; otherwise it was stopped from outside and can be resumed
 * @param cord why it stopped itself; the model is then the last one that passed
 * @param iterations learned from
 * @param metrics of the model that came out, measured on answers of its own, and of the last update
 * @param model its folder, there when the run has finished
 */
public record PpoResult(
        boolean finished, Optional<String> cord, int iterations, Map<String, Double> metrics, Path model) {
    public PpoResult {
        metrics = Map.copyOf(metrics);
    }
}
