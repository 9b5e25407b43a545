package dev.attune.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.Safetensors;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.FullForward;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.WeightLayout;
import dev.attune.trainer.model.AdamW;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.GradientStep;
import dev.attune.trainer.model.TokenBatch;
import dev.attune.trainer.model.TrainableWeights;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network that learns: weights, passes, gradients and optimiser. Belongs to the trainer thread, which closes it. */
final class Network implements AutoCloseable {
    private final WeightLayout layout;
    private final PtNDManager manager;
    private final TrainableWeights weights;
    private final FullForward forward;
    private final AdamWConfig adamW;

    Network(Path model, UpdateConfig config, PtNDManager parent) {
        this.manager = parent.newSubManager(parent.getDevice());
        this.adamW = config.adamW();
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            this.layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
            this.weights = TrainableWeights.load(checkpoint, layout, manager);
        }
        WeightForm products = config.halfProducts() ? WeightForm.BFLOAT16 : WeightForm.FLOAT32;
        this.forward = new FullForward(layout, products, manager);
    }

    WeightLayout layout() {
        return layout;
    }

    PtNDManager manager() {
        return manager;
    }

    TrainableWeights weights() {
        return weights;
    }

    FullForward forward() {
        return forward;
    }

    /** To be made when the list of weights is complete, on the thread that trains. */
    GradientStep gradients() {
        return new GradientStep(weights);
    }

    /** To be made when the list of weights is complete; the caller closes it. */
    AdamW optimiser() {
        return new AdamW(weights, adamW);
    }

    /** Log-probabilities of a batch's targets by some weights of this shape, 0 in the padding: {@code [M]}. */
    NDArray logprobs(List<? extends NDArray> of, TokenBatch batch, NDManager step) {
        return forward.logprobs(of, ids(batch, step), step.create(batch.places()), step.create(batch.targets()));
    }

    /** States at a batch's places: {@code [M,E]}. */
    NDArray hidden(TokenBatch batch, NDManager step) {
        return forward.hidden(weights.arrays(), ids(batch, step), step.create(batch.places()));
    }

    static NDArray ids(TokenBatch batch, NDManager step) {
        return step.create(batch.ids(), new Shape(batch.rows(), batch.columns())); // [B,T]
    }

    /** A copy of all weights. */
    float[][] copy() {
        float[][] copy = new float[weights.size()][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = weights.values(i);
        }
        return copy;
    }

    void set(float[][] values) {
        for (int i = 0; i < values.length; i++) {
            weights.set(i, FloatBuffer.wrap(values[i]));
        }
    }

    /** Weights and moments as they are, so that a run goes on to the bit. */
    List<Tensor> state(String prefix, AdamW optimiser) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            int index = i;
            tensors.add(tensor(prefix + "weight.", i, () -> weights.values(index)));
            tensors.add(tensor(prefix + "first.", i, () -> optimiser.firstMoment(index)));
            tensors.add(tensor(prefix + "second.", i, () -> optimiser.secondMoment(index)));
        }
        return tensors;
    }

    /** Takes up what {@link #state} wrote after so many steps. */
    void restore(String prefix, AdamW optimiser, Safetensors state, long steps) {
        for (int i = 0; i < weights.size(); i++) {
            String name = weights.names().get(i);
            weights.set(i, values(state, prefix + "weight." + name));
            optimiser.restore(i, values(state, prefix + "first." + name), values(state, prefix + "second." + name));
        }
        optimiser.restoreSteps(steps);
    }

    /** Some arrays shaped like the weights, for a file. */
    List<Tensor> arrays(String prefix, float[][] values) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            float[] array = values[i];
            tensors.add(tensor(prefix, i, () -> array));
        }
        return tensors;
    }

    /** Reads back what {@link #arrays} gave to a file. */
    float[][] readArrays(String prefix, Safetensors state) {
        float[][] values = new float[weights.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = state.tensor(prefix + weights.names().get(i)).toFloatArray();
        }
        return values;
    }

    @Override
    public void close() {
        weights.close();
        forward.close();
        manager.close();
    }

    /** Values that are fetched when they are written. */
    private interface Values {
        float[] get();
    }

    private Tensor tensor(String prefix, int index, Values values) {
        return new Tensor(
                prefix + weights.names().get(index),
                Dtype.F32,
                weights.shape(index).getShape(),
                () -> FloatBuffer.wrap(values.get()));
    }

    private static FloatBuffer values(Safetensors state, String name) {
        return FloatBuffer.wrap(state.tensor(name).toFloatArray());
    }
}
