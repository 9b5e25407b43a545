package dev.attune.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Safetensors;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import dev.attune.trainer.model.AdamW;
import dev.attune.trainer.model.GradientStep;
import dev.attune.trainer.model.ScalarHead;
import dev.attune.trainer.ppo.Losses.Summed;
import dev.attune.trainer.ppo.PpoTask.ValueStart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The value network: its own weights and a scalar head, which says before each token what the answer will still earn. It never
 * looks past an answer's last token, after which the value is 0.
 */
final class Critic implements AdvantageSource {
    private static final String PREFIX = "value.";

    private final UpdateConfig config;
    private final Network network;
    private final ScalarHead head;
    private final GradientStep gradients;
    private final AdamW optimiser;
    private final Losses losses;
    private List<double[]> values = List.of();
    private List<double[]> returns = List.of();
    private double lossSum;
    private double clipped;
    private long seen;
    private final List<Double> norms = new ArrayList<>();

    Critic(ValueStart start, UpdateConfig config, Losses losses, PtNDManager parent) {
        this.config = config;
        this.losses = losses;
        this.network = new Network(start.model(), config, parent);
        this.head = ScalarHead.of(network.weights(), start.weight(), new float[] {start.bias()});
        this.gradients = network.gradients();
        this.optimiser = network.optimiser();
    }

    @Override
    public List<double[]> advantages(Experience experience, double coefficient) {
        values = values(experience);
        returns = new ArrayList<>();
        List<double[]> advantages = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            double[] rewards = Rewards.shaped(
                    experience.logRatios(i), coefficient, experience.scores()[i]);
            Advantages estimate = Advantages.estimate(rewards, values.get(i), config.gamma(), config.lambda());
            advantages.add(estimate.advantages());
            returns.add(estimate.returns());
        }
        return advantages;
    }

    @Override
    public void learn(List<Packed> minibatch, double scale, double rate) {
        for (Packed packed : minibatch) {
            lossSum += gradients.accumulate(step -> loss(packed, step), scale);
            seen += packed.tokens();
        }
        norms.add(optimiser.step(rate));
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss/value_avg", seen == 0 ? 0 : lossSum / seen);
        metrics.put(
                "grad_norm/value",
                norms.stream().mapToDouble(norm -> norm).average().orElse(0));
        norms.clear();
        metrics.put("val/clipfrac_avg", seen == 0 ? 0 : clipped / seen);
        metrics.put("val/var_explained", explained(values, returns));
        lossSum = 0;
        clipped = 0;
        seen = 0;
        return metrics;
    }

    @Override
    public List<Tensor> state() {
        return network.state(PREFIX, optimiser);
    }

    @Override
    public void restore(Safetensors state, long steps) {
        network.restore(PREFIX, optimiser, state, steps);
    }

    @Override
    public void close() {
        optimiser.close();
        network.close();
    }

    private NDArray loss(Packed packed, NDManager step) {
        Summed loss = losses.value(
                values(packed, step),
                step.create(packed.flat(values)),
                step.create(packed.flat(returns)),
                step.create(packed.padding()));
        clipped += loss.counts()[0];
        return loss.sum();
    }

    /** What it expects before each token of each answer. */
    List<double[]> values(Experience experience) {
        double[][] perAnswer = new double[experience.rollouts().size()][];
        for (Packed packed : experience.minibatches().all()) {
            try (NDManager step = network.manager().newSubManager()) {
                List<double[]> cut = packed.cut(values(packed, step).toFloatArray());
                for (int i = 0; i < cut.size(); i++) {
                    perAnswer[packed.answers()[i]] = cut.get(i);
                }
            }
        }
        return List.of(perAnswer);
    }

    private NDArray values(Packed packed, NDManager step) {
        return head.scores(network.hidden(packed.batch(), step)).flatten(); // [M]
    }

    /** 1 − Var[returns − values] / Var[returns] over all tokens; 0 where returns do not vary. What {@code train_policy.py} of
     * arXiv 1909.08593 logs under this name, but for the errors' mean, which counts as an error there. */
    static double explained(List<double[]> values, List<double[]> returns) {
        List<double[]> errors = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            double[] error = returns.get(i).clone();
            for (int t = 0; t < error.length; t++) {
                error[t] -= values.get(i)[t];
            }
            errors.add(error);
        }
        double whole = variance(returns);
        return whole == 0 ? 0 : 1 - variance(errors) / whole;
    }

    private static double variance(List<double[]> answers) {
        double[] all = answers.stream().flatMapToDouble(Arrays::stream).toArray();
        double mean = Arrays.stream(all).average().orElse(0);
        return Arrays.stream(all).map(x -> (x - mean) * (x - mean)).average().orElse(0);
    }
}
