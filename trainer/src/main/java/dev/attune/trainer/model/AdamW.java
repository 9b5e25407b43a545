package dev.attune.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.attune.serving.model.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2), after clipping all gradients by
 * their global norm (Pascanu and others, arXiv 1211.5063, section 3.2). Belongs to the trainer thread; whoever made it
 * closes it.
 *
 * <p>One call of the engine's fused update moves a whole list of arrays; there are two lists, matrices that decay and
 * vectors that do not.
 */
public final class AdamW implements AutoCloseable {
    private static final String TEXT = "adamw.torchscript";

    private final TrainableWeights weights;
    private final AdamWConfig config;
    private final PtNDManager manager;
    private final Program program;
    private final PtNDArray[] first;
    private final PtNDArray[] second;
    private final List<Integer> matrices;
    private final List<Integer> vectors;
    private long steps;

    /** A fresh optimiser: moments of zero, no step taken. */
    public AdamW(TrainableWeights weights, AdamWConfig config) {
        this.weights = weights;
        this.config = config;
        this.manager = (PtNDManager) weights.manager().newSubManager();
        this.program = Program.load(manager, text(config));
        this.first = zeros();
        this.second = zeros();
        this.matrices = indices(i -> weights.shape(i).dimension() >= 2);
        this.vectors = indices(i -> weights.shape(i).dimension() < 2);
    }

    /**
     * Clips the weights' gradients, moves the weights, and leaves gradients of zero.
     *
     * @param rate the step's learning rate
     * @return the gradients' global norm before clipping; where it is not finite nothing has moved
     */
    public double step(double rate) {
        List<PtNDArray> gradients = weights.gradients();
        try (NDManager step = manager.newSubManager()) {
            double norm = clip(gradients);
            if (Double.isFinite(norm)) {
                update(matrices, gradients, rate, config.weightDecay(), step);
                update(vectors, gradients, rate, 0, step);
                steps++;
            }
            return norm;
        } finally {
            gradients.forEach(PtNDArray::close);
        }
    }

    /** Steps taken. */
    public long steps() {
        return steps;
    }

    /** A copy of the mean of gradients of one array. */
    public float[] firstMoment(int index) {
        return first[index].toFloatArray();
    }

    /** A copy of the mean of squared gradients of one array. */
    public float[] secondMoment(int index) {
        return second[index].toFloatArray();
    }

    /** Takes up where a saved optimiser left off, one array's part of it. */
    public void restore(int index, FloatBuffer firstMoment, FloatBuffer secondMoment) {
        set(first[index], firstMoment);
        set(second[index], secondMoment);
    }

    /** Takes up the count of steps where a saved optimiser left off. */
    public void restoreSteps(long stepsTaken) {
        this.steps = stepsTaken;
    }

    @Override
    public void close() {
        program.close();
        manager.close();
    }

    private double clip(List<PtNDArray> gradients) {
        try (IValue list = IValue.listFrom(gradients.toArray(PtNDArray[]::new));
                IValue limit = IValue.from(config.clipNorm());
                IValue norm = program.run("clip", list, limit);
                NDArray value = norm.toTensor(manager)) {
            return value.getFloat();
        }
    }

    private void update(List<Integer> group, List<PtNDArray> gradients, double rate, double decay, NDManager step) {
        if (group.isEmpty()) {
            return;
        }
        PtNDArray[] counts = group.stream().map(i -> step.create((float) steps)).toArray(PtNDArray[]::new);
        try (IValue moved = weights.handles(group);
                IValue along = IValue.listFrom(pick(group, gradients.toArray(PtNDArray[]::new)));
                IValue means = IValue.listFrom(pick(group, first));
                IValue squares = IValue.listFrom(pick(group, second));
                IValue taken = IValue.listFrom(counts);
                IValue learningRate = IValue.from(rate);
                IValue weightDecay = IValue.from(decay)) {
            program.run("update", moved, along, means, squares, taken, learningRate, weightDecay)
                    .close();
        }
    }

    private void set(PtNDArray array, FloatBuffer values) {
        try (NDArray fresh = manager.create(values, array.getShape())) {
            fresh.copyTo(array);
        }
    }

    private PtNDArray[] zeros() {
        return IntStream.range(0, weights.size())
                .mapToObj(i -> manager.zeros(weights.shape(i)))
                .toArray(PtNDArray[]::new);
    }

    private List<Integer> indices(IntPredicate chosen) {
        return IntStream.range(0, weights.size()).filter(chosen).boxed().toList();
    }

    private static PtNDArray[] pick(List<Integer> group, PtNDArray[] all) {
        return group.stream().map(i -> all[i]).toArray(PtNDArray[]::new);
    }

    private static String text(AdamWConfig config) {
        try (InputStream in = AdamW.class.getResourceAsStream(TEXT)) {
            if (in == null) {
                throw new IllegalStateException("resource " + TEXT + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("$beta1", number(config.beta1()))
                    .replace("$beta2", number(config.beta2()))
                    .replace("$epsilon", number(config.epsilon()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.17g", value);
    }
}
