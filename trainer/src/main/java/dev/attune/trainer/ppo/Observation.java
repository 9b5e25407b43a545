package dev.attune.trainer.ppo;

import dev.attune.trainer.ppo.StopCord.Sample;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What an iteration's answers say of the policy that gave them, under TRL's names. */
final class Observation {
    private final Experience experience;
    private final int answers;

    Observation(Experience experience) {
        this.experience = experience;
        this.answers = experience.rollouts().size();
    }

    /** Mean nats per answer, Σ log π − log π_ref. */
    double kl() {
        return mean(this::leaving);
    }

    Sample sample(double referenceEndless) {
        double mean = kl();
        double variance = mean(i -> Math.pow(leaving(i) - mean, 2));
        return new Sample(mean, Math.sqrt(variance / answers), endless(), referenceEndless);
    }

    double endless() {
        return mean(i -> experience.rollouts().get(i).ended() ? 0 : 1);
    }

    /** Standard deviation of the scores of answers to the same prompt; 0 if no prompt was answered twice. */
    double spread() {
        double squares = 0;
        int pairs = 0;
        for (int i = 0; i + 1 < answers; i++) {
            int[] prompt = experience.rollouts().get(i).promptIds();
            if (Arrays.equals(prompt, experience.rollouts().get(i + 1).promptIds())) {
                squares += Math.pow(experience.scores()[i] - experience.scores()[i + 1], 2) / 2;
                pairs++;
            }
        }
        return pairs == 0 ? 0 : Math.sqrt(squares / pairs);
    }

    Map<String, Double> metrics(double coefficient) {
        double scores = mean(i -> experience.scores()[i]);
        double price = -coefficient * kl();
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("objective/kl", kl());
        metrics.put("objective/kl_k3", mean(this::shown));
        metrics.put("objective/entropy", mean(i -> -sum(experience.oldLogprobs().get(i))));
        metrics.put("objective/scores", scores);
        metrics.put("objective/non_score_reward", price);
        metrics.put("objective/rlhf_reward", scores + price);
        metrics.put("objective/kl_coef", coefficient);
        metrics.put("policy/entropy_avg", perToken(experience.entropies()));
        metrics.put("val/num_eos_tokens", answers * (1 - endless()));
        metrics.put("response_length", mean(i -> experience.oldLogprobs().get(i).length));
        metrics.put("rollout/logprob_gap", gap());
        return metrics;
    }

    private double leaving(int answer) {
        return sum(experience.logRatios(answer));
    }

    private double shown(int answer) {
        return DoubleStream.of(experience.logRatios(answer)).map(KlEstimate::k3).sum();
    }

    /** Largest difference between a log-probability as it was drawn and as the pass that trains computes it. */
    private double gap() {
        double largest = 0;
        for (int i = 0; i < answers; i++) {
            float[] drawn = experience.rollouts().get(i).behaviourLogprobs();
            for (int t = 0; t < drawn.length; t++) {
                largest = Math.max(
                        largest, Math.abs(drawn[t] - experience.oldLogprobs().get(i)[t]));
            }
        }
        return largest;
    }

    private double mean(IntToDoubleFunction ofAnswer) {
        return IntStream.range(0, answers).mapToDouble(ofAnswer).sum() / answers;
    }

    private static double perToken(List<double[]> answers) {
        return answers.stream().flatMapToDouble(Arrays::stream).average().orElse(0);
    }

    private static double sum(double[] tokens) {
        return DoubleStream.of(tokens).sum();
    }
}
