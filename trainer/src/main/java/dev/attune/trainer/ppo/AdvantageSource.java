package dev.attune.trainer.ppo;

import dev.attune.serving.checkpoint.Safetensors;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import java.util.List;
import java.util.Map;

/** What an answer's tokens are measured against. Belongs to the trainer thread, which closes it. */
interface AdvantageSource extends AutoCloseable {
    /**
     * Looks at new answers.
     *
     * @param coefficient β
     * @return an advantage for every token of every answer, not whitened
     */
    List<double[]> advantages(Experience experience, double coefficient);

    /**
     * Learns from some of the answers last looked at.
     *
     * @param scale by which the sum of losses over tokens is multiplied
     */
    void learn(List<Packed> minibatch, double scale, double rate);

    /** What the last looks and lessons were like, and forgets it. */
    Map<String, Double> metrics();

    /** All that a resumed run needs. */
    List<Tensor> state();

    void restore(Safetensors state, long steps);

    @Override
    void close();
}
