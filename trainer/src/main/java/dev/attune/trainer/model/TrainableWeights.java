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
import java.util.List;
import java.util.stream.IntStream;

/**
 * The weights being trained: float32 masters with gradients, in the order in which a program takes its list of weights.
 * Belongs to the trainer thread; whoever made it closes it.
 */
public final class TrainableWeights implements AutoCloseable {
    private final PtNDManager manager;
    private final List<String> names;
    private final List<PtNDArray> arrays;

    private TrainableWeights(PtNDManager manager, List<String> names, List<PtNDArray> arrays) {
        this.manager = manager;
        this.names = names;
        this.arrays = arrays;
    }

    /** Reads them from a checkpoint; halves widen without loss. */
    public static TrainableWeights load(Checkpoint checkpoint, WeightLayout layout, PtNDManager parent) {
        PtNDManager manager = parent.newSubManager(parent.getDevice());
        try (WeightLoader loader = new WeightLoader(layout, WeightForm.FLOAT32, manager);
                Weights loaded = loader.load(checkpoint, 0)) {
            List<PtNDArray> arrays =
                    loaded.plain().stream().map(array -> own(array, manager)).toList();
            List<String> names =
                    IntStream.range(0, layout.size()).mapToObj(layout::nameAt).toList();
            return new TrainableWeights(manager, names, arrays);
        }
    }

    /** A copy: what a program made without recording can never take a gradient. */
    private static PtNDArray own(PtNDArray array, PtNDManager manager) {
        PtNDArray copy = manager.create(FloatBuffer.wrap(array.toFloatArray()), array.getShape(), DataType.FLOAT32);
        copy.setRequiresGradient(true);
        return copy;
    }

    /** What the arrays are called in checkpoints of the trainer. */
    public List<String> names() {
        return names;
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

    PtNDManager manager() {
        return manager;
    }

    /** The arrays in the program's order; they stay owned by this. */
    List<PtNDArray> arrays() {
        return arrays;
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
