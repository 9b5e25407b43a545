package dev.attune.trainer.reward;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.trainer.model.AdamW;
import dev.attune.trainer.model.GradientStep;
import dev.attune.trainer.model.ScalarHead;
import java.nio.file.Path;
import java.util.List;

/** A reward model that learns. Belongs to the trainer thread, which closes it. */
final class RewardLearner implements AutoCloseable {
    private final RewardRecipe recipe;
    private final ScoredNetwork network;
    private final GradientStep gradients;
    private final AdamW optimiser;
    private final PreferenceLoss loss;

    /** Starts from the language model of a folder, with a fresh head. */
    RewardLearner(Path model, RewardRecipe recipe, PtNDManager parent) {
        this.recipe = recipe;
        this.network = new ScoredNetwork(
                model,
                recipe.halfProducts(),
                (weights, layout, checkpoint) -> ScalarHead.fresh(
                        weights, recipe.heads(), layout.config().hiddenSize(), recipe.seed()),
                parent);
        this.gradients = new GradientStep(network.weights);
        this.optimiser = new AdamW(network.weights, recipe.adamW());
        this.loss = new PreferenceLoss(network.manager);
    }

    /**
     * What a step saw, before it moved anything.
     *
     * @param loss mean over the judgements' weight
     * @param gradientNorm before clipping
     * @param accuracy share of the pairs that were right; not a number without pairs
     * @param tokens positions computed
     */
    record StepResult(double loss, double gradientNorm, double accuracy, long tokens) {
        boolean finite() {
            return Double.isFinite(loss) && Double.isFinite(gradientNorm);
        }
    }

    /** One step: each answer through the network once, the mean over all judgements of all passes. */
    StepResult step(List<Lot> lots, UserThresholds thresholds, double rate) {
        double weight =
                lots.stream().mapToDouble(lot -> lot.judgement().weight()).sum();
        double sum = 0;
        double right = 0;
        long pairs = 0;
        long tokens = 0;
        for (Pass pass : LotOrder.passes(lots, recipe.passTokens())) {
            float[][] scores = new float[1][];
            sum += gradients.accumulate(
                    step -> {
                        NDArray seen = network.scores(pass.rows(), step); // [N,H]
                        scores[0] = means(seen);
                        return pass.loss(seen, loss, thresholds);
                    },
                    1 / weight);
            float[] means = scores[0];
            pass.thumbs().forEach(rated -> thresholds.saw(rated.thumb(), means[rated.row()]));
            right += pass.pairs().stream()
                    .mapToDouble(pair -> RewardQuality.right(means[pair.winner()] - means[pair.loser()]))
                    .sum();
            pairs += pass.pairs().size();
            tokens += pass.rows().ids().length;
        }
        return new StepResult(sum / weight, optimiser.step(rate), right / pairs, tokens);
    }

    ScoredNetwork network() {
        return network;
    }

    @Override
    public void close() {
        loss.close();
        optimiser.close();
        network.close();
    }

    /** Over the heads, one a row. */
    private static float[] means(NDArray scores) {
        return scores.mean(new int[] {1}).toFloatArray();
    }
}
