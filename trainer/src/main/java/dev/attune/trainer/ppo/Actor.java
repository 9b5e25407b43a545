package dev.attune.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.WeightLayout;
import dev.attune.serving.model.WeightLoader;
import dev.attune.serving.model.Weights;
import dev.attune.trainer.model.AdamW;
import dev.attune.trainer.model.GradientStep;
import dev.attune.trainer.model.TokenBatch;
import dev.attune.trainer.model.TokenLoss;
import dev.attune.trainer.ppo.Losses.Summed;
import dev.attune.trainer.run.TrainerException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The policy that learns, and the frozen reference beside it. Both are asked by the pass that trains, at temperature 1 and without
 * dropout (there is none). Belongs to the trainer thread, which closes it.
 */
final class Actor implements AutoCloseable {
    private final Network network;
    private final Weights reference;
    private final GradientStep gradients;
    private final AdamW optimiser;
    private final Losses losses;
    private final TokenLoss conversations;
    /** Σ loss, ratio, ratio², clipped, half the squared log-ratio, gradient norm; tokens and steps. */
    private final double[] sums = new double[6];

    private long tokens;
    private long steps;
    private double ptxSum;

    Actor(PpoTask task, UpdateConfig config, Losses losses, PtNDManager parent) {
        this.losses = losses;
        this.network = new Network(task.policy(), config, parent);
        this.reference = reference(task.reference(), network);
        this.gradients = network.gradients();
        this.optimiser = network.optimiser();
        this.conversations = new TokenLoss(network.forward(), network.weights());
    }

    Network network() {
        return network;
    }

    Weights reference() {
        return reference;
    }

    AdamW optimiser() {
        return optimiser;
    }

    /** Log-probabilities by the policy of every token, and the entropies before them: two lists with an entry an answer. */
    List<List<double[]>> logprobsAndEntropies(Minibatches minibatches, int answers) {
        double[][] logprobs = new double[answers][];
        double[][] entropies = new double[answers][];
        for (Packed packed : minibatches.all()) {
            try (NDManager step = network.manager().newSubManager()) {
                TokenBatch batch = packed.batch();
                NDList both = network.forward()
                        .logprobsAndEntropy(
                                network.weights().arrays(),
                                Network.ids(batch, step),
                                step.create(batch.places()),
                                step.create(batch.targets()));
                put(packed, both.get(0), logprobs);
                put(packed, both.get(1), entropies);
            }
        }
        return List.of(List.of(logprobs), List.of(entropies));
    }

    /** Log-probabilities by the reference of every token of every answer. */
    List<double[]> referenceLogprobs(Minibatches minibatches, int answers) {
        double[][] logprobs = new double[answers][];
        for (Packed packed : minibatches.all()) {
            try (NDManager step = network.manager().newSubManager()) {
                put(packed, network.logprobs(reference.plain(), packed.batch(), step), logprobs);
            }
        }
        return List.of(logprobs);
    }

    /**
     * Adds to the gradients what some answers teach.
     *
     * @param scale by which the sum of losses over tokens is multiplied
     * @return half the mean squared log-ratio between this policy and the one that answered: how far it has gone, in nats per token
     */
    double accumulate(List<Packed> minibatch, List<double[]> old, List<double[]> advantages, double scale) {
        double before = sums[4];
        long count = 0;
        for (Packed packed : minibatch) {
            sums[0] += gradients.accumulate(step -> loss(packed, old, advantages, step), scale);
            count += packed.tokens();
        }
        tokens += count;
        return (sums[4] - before) / count;
    }

    /** Adds the gradient of the mean loss of some conversations (arXiv 2203.02155, section 3.5, equation 2). */
    void mix(TokenBatch batch, double weight) {
        if (batch.lossTokens() > 0) {
            ptxSum += gradients.accumulate(conversations.of(batch), weight / batch.lossTokens()) / batch.lossTokens();
        }
    }

    void step(double rate) {
        sums[5] += optimiser.step(rate);
        steps++;
    }

    /** What the lessons since the last call were like. */
    Map<String, Double> metrics() {
        double ratio = sums[1] / tokens;
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss/policy_avg", sums[0] / tokens);
        metrics.put("loss/ptx_avg", ptxSum / steps);
        metrics.put("policy/approxkl_avg", sums[4] / tokens);
        metrics.put("policy/clipfrac_avg", sums[3] / tokens);
        metrics.put("val/ratio", ratio);
        metrics.put("val/ratio_var", Math.max(0, sums[2] / tokens - ratio * ratio));
        metrics.put("grad_norm/policy", sums[5] / steps);
        Arrays.fill(sums, 0);
        tokens = 0;
        steps = 0;
        ptxSum = 0;
        return metrics;
    }

    @Override
    public void close() {
        optimiser.close();
        reference.close();
        network.close();
    }

    private NDArray loss(Packed packed, List<double[]> old, List<double[]> advantages, NDManager step) {
        Summed loss = losses.policy(
                network.logprobs(network.weights().arrays(), packed.batch(), step),
                step.create(packed.flat(old)),
                step.create(packed.flat(advantages)),
                step.create(packed.padding()));
        for (int i = 0; i < loss.counts().length; i++) {
            sums[i + 1] += loss.counts()[i];
        }
        return loss.sum();
    }

    private static void put(Packed packed, NDArray flat, double[][] perAnswer) {
        List<double[]> cut = packed.cut(flat.toFloatArray());
        for (int i = 0; i < cut.size(); i++) {
            perAnswer[packed.answers()[i]] = cut.get(i);
        }
    }

    private static Weights reference(Path folder, Network network) {
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                WeightLoader loader = new WeightLoader(network.layout(), WeightForm.FLOAT32, network.manager())) {
            WeightLayout layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
            if (layout.parameters() != network.layout().parameters()) {
                throw new TrainerException(folder + ": the reference has " + layout.parameters()
                        + " weights, the policy " + network.layout().parameters());
            }
            return loader.load(checkpoint, 0);
        }
    }
}
