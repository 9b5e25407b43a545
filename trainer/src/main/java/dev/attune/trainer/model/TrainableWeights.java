package dev.attune.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.WeightLayout;
import dev.attune.serving.model.WeightLoader;
import dev.attune.serving.model.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The weights being trained: float32 masters with gradients, in the order in which a program takes its list of weights.
 * Belongs to the trainer thread; whoever made it closes it.
 */
public final class TrainableWeights implements AutoCloseable {
    private final PtNDManager manager;
    private final List<String> names = new ArrayList<>();
    private final List<PtNDArray> arrays = new ArrayList<>();

    private TrainableWeights(PtNDManager manager) {
        this.manager = manager;
    }

    /** Reads them from a checkpoint; halves widen without loss. */
    public static TrainableWeights load(Checkpoint checkpoint, WeightLayout layout, PtNDManager parent) {
        PtNDManager manager = parent.newSubManager(parent.getDevice());
        try (WeightLoader loader = new WeightLoader(layout, WeightForm.FLOAT32, manager);
                Weights loaded = loader.load(checkpoint, 0)) {
            TrainableWeights weights = new TrainableWeights(manager);
            for (int i = 0; i < layout.size(); i++) {
                PtNDArray array = loaded.plain().get(i);
                // A copy: what a program made without recording can never take a gradient.
                weights.add(layout.nameAt(i), array.getShape(), array.toFloatArray());
            }
            return weights;
        }
    }

    /** Trains one more array with the rest; it comes last in the list and is owned by this. */
    public NDArray add(String name, Shape shape, float[] values) {
        PtNDArray array = manager.create(FloatBuffer.wrap(values), shape, DataType.FLOAT32);
        array.setRequiresGradient(true);
        names.add(name);
        arrays.add(array);
        return array;
    }

    /** What the arrays are called in checkpoints of the trainer. */
    public List<String> names() {
        return Collections.unmodifiableList(names);
    }

    public Shape shape(int index) {
        return arrays.get(index).getShape();
    }

    /** A copy of one array's values, row-major. */
    public float[] values(int index) {
        return arrays.get(index).toFloatArray();
    }

    /** Replaces one array's values. */
    public void set(int index, FloatBuffer values) {
        try (NDArray fresh = manager.create(values, arrays.get(index).getShape())) {
            fresh.copyTo(arrays.get(index));
        }
    }

    public int size() {
        return arrays.size();
    }

    /** Numbers to train. */
    public long parameters() {
        long sum = 0;
        for (PtNDArray array : arrays) {
            sum += array.size();
        }
        return sum;
    }

    @Override
    public void close() {
        manager.close();
    }

    /** The arrays in the program's order, for a forward pass; they stay owned by this. */
    public List<NDArray> arrays() {
        return Collections.unmodifiableList(arrays);
    }

    PtNDManager manager() {
        return manager;
    }

    /** Handles to the chosen arrays, closed by the caller; the arrays are not. */
    IValue handles(List<Integer> indices) {
        return IValue.listFrom(indices.stream().map(arrays::get).toArray(PtNDArray[]::new));
    }

    /** The gradients gathered so far, all zero before the first step; the caller closes them. */
    List<PtNDArray> gradients() {
        List<PtNDArray> gradients = new ArrayList<>(arrays.size());
        for (PtNDArray array : arrays) {
            gradients.add(array.getGradient());
        }
        return gradients;
    }
}
