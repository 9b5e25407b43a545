package dev.attune.trainer.sft;

import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.Safetensors;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.FullForward;
import dev.attune.serving.model.WeightExport;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.WeightLayout;
import dev.attune.trainer.model.AdamW;
import dev.attune.trainer.model.Loss;
import dev.attune.trainer.model.TokenBatch;
import dev.attune.trainer.model.TokenLoss;
import dev.attune.trainer.model.TrainableWeights;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that learns: weights, loss and optimiser together, and how they are written to disk and read back. Belongs to the
 * trainer thread, which closes it.
 */
final class Learner implements AutoCloseable {
    private final WeightLayout layout;
    private final PtNDManager manager;
    private final FullForward forward;
    private final TrainableWeights weights;
    private final TokenLoss tokenLoss;
    private final AdamW optimiser;

    /** Reads the model of a folder. */
    Learner(Path model, Recipe recipe, PtNDManager parent) {
        this.manager = parent.newSubManager(parent.getDevice());
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            this.layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
            this.weights = TrainableWeights.load(checkpoint, layout, manager);
        }
        WeightForm products = recipe.halfProducts() ? WeightForm.BFLOAT16 : WeightForm.FLOAT32;
        this.forward = new FullForward(layout, products, manager);
        this.tokenLoss = new TokenLoss(forward, weights);
        this.optimiser = new AdamW(weights, recipe.adamW());
    }

    /** One step of the optimiser. */
    StepResult step(List<TokenBatch> batches, double rate) {
        Loss loss = tokenLoss.accumulate(batches);
        double norm = optimiser.step(rate);
        return new StepResult(loss, norm);
    }

    /**
     * What a step saw.
     *
     * @param loss before the step
     * @param gradientNorm before clipping
     */
    record StepResult(Loss loss, double gradientNorm) {
        boolean finite() {
            return Double.isFinite(loss.sum()) && Double.isFinite(gradientNorm);
        }
    }

    Loss evaluate(TokenBatch batch) {
        return tokenLoss.evaluate(batch);
    }

    int contextTokens() {
        return layout.config().contextTokens();
    }

    long parameters() {
        return weights.parameters();
    }

    /** Writes the weights as other tools read them. */
    void writeModel(Path file, Dtype dtype) {
        SafetensorsWriter.write(file, WeightExport.tensors(layout, weights::values, dtype));
    }

    /** Writes weights and moments as they are, so that a run goes on to the bit. */
    void writeState(Path file) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            int index = i;
            long[] shape = weights.shape(i).getShape();
            String name = weights.names().get(i);
            tensors.add(new Tensor("weight." + name, Dtype.F32, shape, () -> FloatBuffer.wrap(weights.values(index))));
            tensors.add(new Tensor(
                    "first." + name, Dtype.F32, shape, () -> FloatBuffer.wrap(optimiser.firstMoment(index))));
            tensors.add(new Tensor(
                    "second." + name, Dtype.F32, shape, () -> FloatBuffer.wrap(optimiser.secondMoment(index))));
        }
        SafetensorsWriter.write(file, tensors);
    }

    /** Takes up what {@link #writeState} wrote after so many steps. */
    void readState(Path file, long steps) {
        try (Safetensors state = Safetensors.open(file)) {
            for (int i = 0; i < weights.size(); i++) {
                String name = weights.names().get(i);
                weights.set(i, values(state, "weight." + name));
                optimiser.restore(i, values(state, "first." + name), values(state, "second." + name));
            }
        }
        optimiser.restoreSteps(steps);
    }

    @Override
    public void close() {
        optimiser.close();
        weights.close();
        forward.close();
        manager.close();
    }

    private static FloatBuffer values(Safetensors state, String name) {
        return FloatBuffer.wrap(state.tensor(name).toFloatArray());
    }
}
