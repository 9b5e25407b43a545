package dev.attune.trainer.ppo;

import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Safetensors;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import dev.attune.trainer.data.BatchStream;
import dev.attune.trainer.ppo.PpoConfig.Algorithm;
import dev.attune.trainer.ppo.PpoTask.ValueStart;
import dev.attune.trainer.run.TrainerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** One iteration's work: drawing answers, looking at them, learning from them. Belongs to the trainer thread, which closes it. */
final class PolicyLearner implements AutoCloseable {
    private static final String PREFIX = "policy.";

    private final PpoConfig config;
    private final UpdateConfig update;
    private final Scorer scorer;
    private final Losses losses;
    private final Actor actor;
    private final AdvantageSource advantages;
    private final Rollouts rollouts;
    private final Stopwatch watch = new Stopwatch();

    PolicyLearner(PpoTask task, PpoConfig config, Scorer scorer, PtNDManager manager) {
        this.config = config;
        this.update = config.update();
        this.scorer = scorer;
        this.losses = new Losses(update.clip(), update.valueClip(), manager);
        this.actor = new Actor(task, update, losses, manager);
        this.advantages = config.algorithm() == Algorithm.RLOO
                ? new LeaveOneOut(config.rollouts().perPrompt())
                : new Critic(valueStart(task), update, losses, manager);
        int longest = Math.min(
                task.prompts().stream().mapToInt(prompt -> prompt.length).max().orElse(0),
                policy().layout().config().contextTokens() - config.rollouts().maxNewTokens());
        this.rollouts = new Rollouts(config.rollouts(), task.endIds(), longest, policy().layout(), manager);
    }

    Network policy() {
        return actor.network();
    }

    /** What the policy answers, and what the scorer, the policy and the reference say of it. */
    Experience draw(List<int[]> prompts, long seed) {
        return look(rollouts.sample(policy().weights().arrays(), prompts, seed), seed);
    }

    /** What the reference answers. */
    Experience drawFromReference(List<int[]> prompts, long seed) {
        return look(rollouts.sample(actor.reference().plain(), prompts, seed), seed);
    }

    private Experience look(List<Rollout> answers, long seed) {
        watch.spentOn("sample");
        double[] scores = scores(answers);
        watch.spentOn("score");
        Minibatches minibatches = Minibatches.cut(answers, update.minibatches(), update.batchTokens(), seed);
        List<List<double[]>> policy = actor.logprobsAndEntropies(minibatches, answers.size());
        watch.spentOn("policy");
        List<double[]> reference = actor.referenceLogprobs(minibatches, answers.size());
        watch.spentOn("reference");
        return new Experience(answers, minibatches, scores, policy.get(0), reference, policy.get(1));
    }

    /**
     * Epochs of clipped steps over an iteration's answers; they end early when the policy has gone too far from the one that answered.
     * Losses are summed over tokens and divided by the tokens of all minibatches, so that a token counts the same wherever the lot
     * has put it.
     *
     * @param coefficient β
     * @param rateShare of the configured learning rates
     * @param ptx to mix in
     * @return what the update was like
     */
    Map<String, Double> learn(
            Experience experience, double coefficient, double rateShare, Optional<BatchStream> ptx, long seed) {
        List<double[]> white = Advantages.whitened(advantages.advantages(experience, coefficient));
        List<double[]> lessons = Advantages.tempered(white, experience.oldLogprobs(), update.rareProbability());
        watch.spentOn("advantages");
        List<List<Packed>> steps = experience.minibatches().steps();
        double scale = (double) steps.size() / experience.minibatches().tokens();
        Lesson lesson = new Lesson(experience.oldLogprobs(), lessons, scale, rateShare, ptx);
        SplittableRandom random = new SplittableRandom(seed);
        int epochs = 0;
        boolean near = true;
        for (; near && epochs < update.epochs(); epochs++) {
            for (int next : Minibatches.shuffled(steps.size(), random)) {
                near = near && step(steps.get(next), lesson);
            }
        }
        Map<String, Double> metrics = new LinkedHashMap<>(actor.metrics());
        metrics.putAll(advantages.metrics());
        metrics.put("val/epochs", (double) epochs);
        metrics.put("lr", rateShare * update.rate());
        metrics.putAll(watch.read());
        return metrics;
    }

    /** What all steps of an iteration share. */
    private record Lesson(
            List<double[]> oldLogprobs,
            List<double[]> advantages,
            double scale,
            double rateShare,
            Optional<BatchStream> ptx) {}

    /** Whether the policy is still near the one that answered. */
    private boolean step(List<Packed> minibatch, Lesson lesson) {
        double far = actor.accumulate(minibatch, lesson.oldLogprobs(), lesson.advantages(), lesson.scale());
        lesson.ptx().ifPresent(stream -> actor.mix(stream.next(), update.ptx().weight()));
        actor.step(lesson.rateShare() * update.rate());
        watch.spentOn("train_policy");
        advantages.learn(minibatch, lesson.scale(), lesson.rateShare() * update.valueRate());
        watch.spentOn("train_value");
        return far <= update.maxApproxKl();
    }

    long steps() {
        return actor.optimiser().steps();
    }

    List<Tensor> state() {
        List<Tensor> tensors = new ArrayList<>(policy().state(PREFIX, actor.optimiser()));
        tensors.addAll(advantages.state());
        return tensors;
    }

    void restore(Safetensors state, long steps) {
        policy().restore(PREFIX, actor.optimiser(), state, steps);
        advantages.restore(state, steps);
    }

    @Override
    public void close() {
        rollouts.close();
        advantages.close();
        actor.close();
        losses.close();
    }

    private double[] scores(List<Rollout> answers) {
        double[] scores = scorer.scores(answers);
        if (scores.length != answers.size()) {
            throw new TrainerException(
                    "the scorer gave " + scores.length + " scores for " + answers.size() + " answers");
        }
        double[] paid = new double[scores.length];
        for (int i = 0; i < paid.length; i++) {
            paid[i] = Rewards.score(
                    scores[i], answers.get(i).ended(), config.rollouts().endlessScore());
        }
        return paid;
    }

    private ValueStart valueStart(PpoTask task) {
        int width = policy().layout().config().hiddenSize();
        return task.value().orElseGet(() -> new ValueStart(task.policy(), new float[width], 0));
    }
}
