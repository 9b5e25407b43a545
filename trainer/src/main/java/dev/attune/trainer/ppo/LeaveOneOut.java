package dev.attune.trainer.ppo;

import dev.attune.serving.checkpoint.Safetensors;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Measures an answer against the others to the same prompt (RLOO: arXiv 2402.14740). Nothing to learn. */
final class LeaveOneOut implements AdvantageSource {
    private final int perPrompt;

    /** @param perPrompt answers to each prompt, standing side by side */
    LeaveOneOut(int perPrompt) {
        this.perPrompt = perPrompt;
    }

    @Override
    public List<double[]> advantages(Experience experience, double coefficient) {
        double[] rewards = new double[experience.scores().length];
        for (int i = 0; i < rewards.length; i++) {
            double leaving = DoubleStream.of(experience.logRatios(i)).sum();
            rewards[i] = experience.scores()[i] - coefficient * leaving;
        }
        double[] beyond = againstOthers(rewards, perPrompt);
        List<double[]> advantages = new ArrayList<>();
        for (int i = 0; i < rewards.length; i++) {
            double[] tokens = new double[experience.oldLogprobs().get(i).length];
            Arrays.fill(tokens, beyond[i]);
            advantages.add(tokens);
        }
        return advantages;
    }

    /** Each reward less the mean of the others of its group. */
    static double[] againstOthers(double[] rewards, int group) {
        double[] beyond = new double[rewards.length];
        for (int from = 0; from < rewards.length; from += group) {
            double sum = 0;
            for (int i = from; i < from + group; i++) {
                sum += rewards[i];
            }
            for (int i = from; i < from + group; i++) {
                beyond[i] = rewards[i] - (sum - rewards[i]) / (group - 1);
            }
        }
        return beyond;
    }

    @Override
    public void learn(List<Packed> minibatch, double scale, double rate) {}

    @Override
    public Map<String, Double> metrics() {
        return Map.of();
    }

    @Override
    public List<Tensor> state() {
        return List.of();
    }

    @Override
    public void restore(Safetensors state, long steps) {}

    @Override
    public void close() {}
}
