package dev.attune.trainer.reward;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.trainer.data.Judgement;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.data.RatedAnswer;
import dev.attune.trainer.model.CosineSchedule;
import dev.attune.trainer.reward.RewardLearner.StepResult;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Training of a reward model, from judgements to a finished folder (InstructGPT, arXiv 2203.02155, section 3.5). The same task leaves
 * the same bytes on the same machine, so an interrupted one is simply run again. The calling thread does all the work.
 */
public final class RewardTraining {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Answers whose mean score tells where an untrained head has its zero. */
    private static final int SAMPLE = 256;

    private final RewardTask task;
    private final RewardRecipe recipe;
    private final Preferences people;
    private final RewardWatcher watcher;
    private final RewardLearner learner;
    private final List<RatedAnswer> thumbs;
    private final List<List<Lot>> steps;

    private RewardTraining(
            RewardTask task, RewardRecipe recipe, Preferences people, RewardLearner learner, RewardWatcher watcher) {
        this.task = task;
        this.recipe = recipe;
        this.people = people;
        this.thumbs = balanced(people, recipe);
        this.steps = LotOrder.steps(judgements(), recipe);
        this.learner = learner;
        this.watcher = watcher;
    }

    /**
     * Runs to the end, or until the watcher halts it.
     *
     * @throws TrainerException if there is nothing to learn from, or a step went wrong; nothing is left that looks finished
     */
    public static RewardResult run(RewardTask task, RewardWatcher watcher) {
        String digest = TaskDigest.of(task);
        Optional<RewardResult> done = done(task, digest);
        if (done.isPresent()) {
            watcher.note("the reward model is there already");
            return done.get();
        }
        check(task, watcher);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            return GuesserSearch.weighed(task, watcher, (PtNDManager) manager)
                    .flatMap(people -> learned(task, people, digest, watcher, (PtNDManager) manager))
                    .orElse(new RewardResult(false, RewardQuality.NONE));
        }
    }

    private static Optional<RewardResult> learned(
            RewardTask task, Preferences people, String digest, RewardWatcher watcher, PtNDManager manager) {
        try (RewardLearner learner = new RewardLearner(task.model(), task.recipe(), manager)) {
            RewardTraining training = new RewardTraining(task, task.recipe(), people, learner, watcher);
            return training.learn().map(last -> training.finish(last, digest));
        }
    }

    /**
     * What a training on its own makes of judgements: scores of each of {@code all}'s rankings, in order; empty if it was halted.
     *
     * @param task whose model it starts from
     */
    static Optional<List<double[]>> scores(
            RewardTask task, RewardRecipe recipe, List<RankedPrompt> all, RewardWatcher watcher, PtNDManager manager) {
        try (RewardLearner learner = new RewardLearner(task.model(), recipe, manager)) {
            RewardTraining training = new RewardTraining(task, recipe, task.people(), learner, watcher);
            return training.learn().map(last -> training.scores(all));
        }
    }

    private List<double[]> scores(List<RankedPrompt> rankings) {
        float[][] flat = learner.network().scores(answers(rankings), recipe.passTokens());
        List<double[]> scores = new ArrayList<>();
        int from = 0;
        for (RankedPrompt ranked : rankings) {
            double[] own = new double[ranked.answers().size()];
            for (int i = 0; i < own.length; i++) {
                own[i] = RewardModel.cautious(flat[from + i], 0);
            }
            scores.add(own);
            from += own.length;
        }
        return scores;
    }

    private static Optional<RewardResult> done(RewardTask task, String digest) {
        Optional<JsonNode> details = RewardFolder.manifest(task.out());
        if (details.isEmpty()) {
            return Optional.empty();
        }
        if (!details.get().path("digest").asText().equals(digest)) {
            throw new TrainerException(
                    task.out() + " holds a reward model of other judgements or another recipe; choose another folder");
        }
        return details.map(known -> new RewardResult(true, RewardFolder.quality(known)));
    }

    private static void check(RewardTask task, RewardWatcher watcher) {
        Preferences people = task.people();
        RewardRecipe recipe = task.recipe();
        if (people.rankings().isEmpty() && !recipe.thumbsAlone()) {
            throw new TrainerException("there is no ranking to learn from, and "
                    + people.thumbs().size() + " thumbs alone train a reward model only where thumbsAlone is set");
        }
        List<RatedAnswer> thumbs = balanced(people, recipe);
        if (people.rankings().isEmpty() && thumbs.isEmpty()) {
            throw new TrainerException("there are no thumbs both up and down to learn from, only "
                    + people.thumbs().size());
        }
        watcher.note(String.format(
                Locale.ROOT,
                "%,d prompts with %,d preferences, %,d thumbs, %,d demonstrations; %s",
                people.rankings().size(),
                people.pairs(),
                thumbs.size(),
                people.demonstrations().size(),
                people.leftOut().sentence()));
    }

    /** What thumbs there are to learn from, balanced, and no more of them than rankings bear. */
    private static List<RatedAnswer> balanced(Preferences people, RewardRecipe recipe) {
        return recipe.thumbsWeight() == 0 ? List.of() : people.balancedThumbs(recipe.thumbsWeight());
    }

    /** The metrics of the last step; empty if it was halted. */
    private Optional<Map<String, Double>> learn() {
        UserThresholds thresholds = new UserThresholds(thumbs, startScore());
        long warmup = Math.round(recipe.warmupShare() * steps.size());
        CosineSchedule schedule = new CosineSchedule(recipe.peakRate(), recipe.floorShare(), warmup, steps.size());
        Map<String, Double> metrics = Map.of();
        for (int step = 1; step <= steps.size(); step++) {
            if (watcher.halted()) {
                return Optional.empty();
            }
            double rate = schedule.rate(step);
            StepResult result = learner.step(steps.get(step - 1), thresholds, rate);
            if (!result.finite()) {
                throw new TrainerException("step " + step + " of the reward model gave a loss of " + result.loss()
                        + " and a gradient of norm " + result.gradientNorm()
                        + "; nothing was kept of it, try a lower learning rate");
            }
            metrics = metrics(result, rate);
            if (step < steps.size()) {
                watcher.step(step, steps.size(), metrics);
            }
        }
        return Optional.of(metrics);
    }

    private List<Judgement> judgements() {
        List<Judgement> judgements = new ArrayList<>(people.rankings());
        judgements.addAll(thumbs);
        return judgements;
    }

    private static Map<String, Double> metrics(StepResult result, double rate) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss/reward", result.loss());
        metrics.put("reward/train_accuracy", result.accuracy());
        metrics.values().removeIf(value -> value.isNaN());
        metrics.put("grad_norm", result.gradientNorm());
        metrics.put("lr", rate);
        metrics.put("tokens", (double) result.tokens());
        return metrics;
    }

    private double startScore() {
        List<int[]> sample = thumbs.stream().limit(SAMPLE).map(RatedAnswer::ids).toList();
        return Arrays.stream(learner.network().scores(sample, recipe.passTokens()))
                .mapToDouble(heads -> RewardModel.cautious(heads, 0))
                .average()
                .orElse(0);
    }

    /** @param last metrics of the last step, which are told together with what held-out judgements say */
    private RewardResult finish(Map<String, Double> last, String digest) {
        List<int[]> demonstrations = people.demonstrations();
        boolean demonstrated = !demonstrations.isEmpty();
        ZeroPoint.set(learner.network(), demonstrated ? demonstrations : answers(), recipe);
        RewardQuality quality = new RewardModel(learner.network(), recipe.caution()).agreement(task.heldOut());
        Map<String, Double> metrics = new LinkedHashMap<>(last);
        metrics.putAll(quality.metrics());
        watcher.step(steps.size(), steps.size(), metrics);
        watcher.note(quality.sentence());
        ObjectNode details = JSON.createObjectNode().put("kind", "reward model").put("digest", digest);
        details.put("zero_is_the_mean_of", demonstrated ? "demonstrations" : "answers");
        details.set("recipe", JSON.valueToTree(recipe));
        details.set("held_out", JSON.valueToTree(quality));
        try {
            RewardFolder.write(task.model(), task.out(), learner.network(), recipe.caution(), details);
            return new RewardResult(true, quality);
        } catch (IOException unwritable) {
            throw new TrainerException(task.out() + ": cannot be written: " + unwritable.getMessage(), unwritable);
        }
    }

    private List<int[]> answers() {
        List<int[]> answers = new ArrayList<>(answers(people.rankings()));
        thumbs.forEach(thumb -> answers.add(thumb.ids()));
        return answers;
    }

    private static List<int[]> answers(List<RankedPrompt> rankings) {
        return rankings.stream().flatMap(ranked -> ranked.answers().stream()).toList();
    }
}
