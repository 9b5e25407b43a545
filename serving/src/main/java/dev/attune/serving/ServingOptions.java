package dev.attune.serving;

import dev.attune.serving.engine.EngineLimits;

/**
 * How a model is served.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:n}
 * @param weights {@code auto} or the name of a {@link dev.attune.serving.model.WeightForm}
 * @param threads processor threads for one operation, 0 for as many as there are cores
 * @param limits of the engine; the context is cut to what the model was made for
 * @param version of the weights in the folder
 */
public record ServingOptions(String device, String weights, int threads, EngineLimits limits, long version) {

    public static final ServingOptions DEFAULT = new ServingOptions("auto", "auto", 0, EngineLimits.DEFAULT, 1);

    public ServingOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be 0 or more, was " + threads);
        }
    }
}
