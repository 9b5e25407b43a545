package dev.attune.trainer.ppo;

import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Safetensors;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import dev.attune.serving.model.WeightExport;
import dev.attune.trainer.data.BatchStream;
import dev.attune.trainer.data.BatchStream.Position;
import dev.attune.trainer.data.Batches;
import dev.attune.trainer.model.CosineSchedule;
import dev.attune.trainer.ppo.UpdateConfig.Ptx;
import dev.attune.trainer.report.MetricsLog;
import dev.attune.trainer.report.TensorBoardEvents;
import dev.attune.trainer.run.SideFiles;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The loop: answers, scores, advantages, clipped steps. All that decides what comes next is in the checkpoint, so a run that was
 * stopped anywhere goes on as if it had not been. One thread.
 *
 * <p>A policy has passed when the answers drawn from it give the stop cord no reason. What comes out is always a policy that has
 * passed: the last one if the run comes to its end, otherwise the one before the fault.
 */
final class PpoRun implements AutoCloseable {
    private static final String KL = "objective/kl";
    private static final String PASSED = "passed.";
    private static final String AVERAGE = "average.";
    /** The optimiser's first steps are as long as its rate, however small the gradient: it begins slowly. */
    private static final int WARMUP_ITERATIONS = 3;

    private final PpoTask task;
    private final PpoConfig config;
    private final PpoWatcher watcher;
    private final PolicyLearner learner;
    private final PromptOrder prompts;
    private final CosineSchedule decline;
    private final PpoCheckpoints checkpoints;
    private final Optional<BatchStream> ptx;
    private final MetricsLog log;
    private final TensorBoardEvents events;
    private final long began = System.nanoTime();
    private final int firstIteration;
    private KlControl kl;
    private PpoState state;
    private float[][] passed;
    private float[][] average;

    PpoRun(PpoTask task, PpoConfig config, Scorer scorer, PpoWatcher watcher, PtNDManager manager) {
        this.task = task;
        this.config = config;
        this.watcher = watcher;
        this.learner = new PolicyLearner(task, config, scorer, manager);
        this.prompts = new PromptOrder(fitting(), task.seed());
        this.decline = new CosineSchedule(1, config.update().floorShare(), WARMUP_ITERATIONS, config.iterations());
        this.checkpoints = new PpoCheckpoints(task.out().resolve("checkpoints"));
        this.passed = learner.policy().copy();
        this.average = passed;
        String digest = PpoDigest.of(task, config);
        this.state = checkpoints.last().map(saved -> resumed(saved, digest)).orElseGet(() -> fresh(digest));
        this.firstIteration = state.iteration();
        this.kl = state.kl();
        this.ptx = ptx();
        this.log = new MetricsLog(task.out().resolve("metrics.jsonl"), state.iteration() + 1);
        this.events = new TensorBoardEvents(task.out().resolve("events"), state.iteration() + 1, Clock.systemUTC());
    }

    PpoResult run(BooleanSupplier stop) {
        while (state.iteration() < config.iterations()) {
            if (stop.getAsBoolean()) {
                checkpoint();
                watcher.note("stopped after iteration " + state.iteration() + "; resume to go on from there");
                return new PpoResult(false, Optional.empty(), state.iteration(), state.passed(), task.out());
            }
            Optional<String> verdict = iteration();
            if (verdict.isPresent()) {
                return last(verdict);
            }
            if (state.iteration() % config.checkpointEvery() == 0) {
                checkpoint();
            }
        }
        return last(Optional.empty());
    }

    @Override
    public void close() {
        log.close();
        events.close();
        learner.close();
    }

    /** Why the run must end; empty if it may go on. */
    private Optional<String> iteration() {
        int number = state.iteration() + 1;
        Experience experience = learner.draw(promptsOf(number), seed(2L * number));
        Optional<String> verdict = pass(number, experience);
        if (verdict.isPresent()) {
            return verdict;
        }
        Map<String, Double> metrics = new LinkedHashMap<>(state.passed());
        metrics.putAll(learner.learn(experience, kl.coefficient(), decline.rate(number), ptx, seed(2L * number + 1)));
        metrics.put("episode", (double) number * config.rollouts().answers());
        metrics.put(
                "tokens",
                experience.rollouts().stream()
                        .mapToDouble(rollout -> rollout.ids().length)
                        .sum());
        log.write(number, metrics);
        events.scalars(number, metrics);
        verdict = config.cord().judge(metrics).map(reason -> "iteration " + number + ": " + reason);
        if (verdict.isEmpty()) {
            List<Double> seen = state.seen(metrics.getOrDefault(KL, 0.0));
            kl = kl.after(KlControl.ahead(seen), config.rollouts().answers());
            averageIn();
            advance(number, seen);
            watcher.iteration(number, config.iterations(), metrics, secondsLeft());
        }
        return verdict;
    }

    /** Looks at what the policy answers; if there is nothing against it, remembers it. */
    private Optional<String> pass(int number, Experience experience) {
        Observation seen = new Observation(experience);
        Map<String, Double> metrics = seen.metrics(kl.coefficient());
        Optional<String> verdict = config.cord()
                .judge(metrics)
                .or(() -> config.cord().judge(seen.sample(state.referenceEndless())))
                .map(reason -> "iteration " + number + ": " + reason);
        if (verdict.isEmpty()) {
            passed = learner.policy().copy();
            state = state.withPassed(metrics);
        }
        return verdict;
    }

    /** The end: answers once more, of the average or the last policy, to know what comes out; otherwise the last that passed does. */
    private PpoResult last(Optional<String> cut) {
        boolean averaged = config.update().emaDecay() > 0;
        Optional<String> verdict = cut;
        if (averaged) {
            learner.policy().set(average);
        }
        if (averaged || cut.isEmpty()) {
            int number = state.iteration() + 1;
            verdict = pass(number, learner.draw(promptsOf(number), seed(2L * number)));
        }
        if (verdict.isPresent()) {
            learner.policy().set(passed);
        }
        return finished(cut.isPresent() ? cut : verdict);
    }

    private PpoResult finished(Optional<String> verdict) {
        verdict.ifPresent(reason -> watcher.note("stopped itself: " + reason));
        Path out = task.out();
        try {
            SideFiles.copy(task.policy(), out, task.dtype());
        } catch (IOException unwritable) {
            throw new TrainerException(out + ": cannot be written: " + unwritable.getMessage(), unwritable);
        }
        Network policy = learner.policy();
        SafetensorsWriter.write(
                out.resolve("model.safetensors"),
                WeightExport.tensors(policy.layout(), policy.weights()::values, task.dtype()));
        return new PpoResult(true, verdict, state.iteration(), state.passed(), out);
    }

    private List<int[]> promptsOf(int number) {
        return prompts.prompts(number - 1, config.rollouts().prompts());
    }

    private void advance(int number, List<Double> seen) {
        state = new PpoState(
                number,
                learner.steps(),
                kl,
                seen,
                state.referenceEndless(),
                ptx.map(BatchStream::position).orElse(Position.START),
                state.passed(),
                state.digest());
    }

    private void averageIn() {
        double decay = config.update().emaDecay();
        if (decay > 0) {
            average = Ema.after(average, learner.policy().copy(), decay);
        }
    }

    private void checkpoint() {
        if (state.iteration() > 0) {
            List<Tensor> arrays = new ArrayList<>(learner.state());
            arrays.addAll(learner.policy().arrays(PASSED, passed));
            if (config.update().emaDecay() > 0) {
                arrays.addAll(learner.policy().arrays(AVERAGE, average));
            }
            checkpoints.write(state, arrays);
        }
    }

    private PpoState resumed(PpoCheckpoints.Saved saved, String digest) {
        if (!saved.state().digest().equals(digest)) {
            throw new TrainerException(
                    task.out() + " holds a run with other settings or prompts; choose another folder");
        }
        try (Safetensors arrays = Safetensors.open(saved.arrays())) {
            learner.restore(arrays, saved.state().steps());
            passed = learner.policy().readArrays(PASSED, arrays);
            average = config.update().emaDecay() > 0 ? learner.policy().readArrays(AVERAGE, arrays) : passed;
        }
        watcher.note("resumed after iteration " + saved.state().iteration());
        return saved.state();
    }

    private PpoState fresh(String digest) {
        try {
            Files.createDirectories(task.out());
        } catch (IOException unwritable) {
            throw new TrainerException(task.out() + ": cannot be made: " + unwritable.getMessage(), unwritable);
        }
        Observation reference = new Observation(learner.drawFromReference(twice(promptsOf(1)), seed(0)));
        Map<String, Double> metrics = new LinkedHashMap<>();
        reference.metrics(0).forEach((name, value) -> metrics.put("reference/" + name, value));
        watcher.note(String.format(
                Locale.ROOT,
                "the reference scores %.3f, %.1f %% of its answers do not end",
                metrics.getOrDefault("reference/objective/scores", 0.0),
                100 * reference.endless()));
        KlControl start = config.kl().startingAt(spread(reference), task.hasPractised());
        return new PpoState(0, 0, start, List.of(), reference.endless(), Position.START, Map.of(), digest);
    }

    /** Of the policy that begins: one that has practised before has left to gain what its own answers differ in. */
    private double spread(Observation reference) {
        return task.hasPractised()
                ? new Observation(learner.draw(twice(promptsOf(1)), seed(0))).spread()
                : reference.spread();
    }

    /** Half of them, each two times. */
    private static List<int[]> twice(List<int[]> asked) {
        return asked.subList(0, (asked.size() + 1) / 2).stream()
                .flatMap(prompt -> Stream.of(prompt, prompt))
                .toList();
    }

    private Optional<BatchStream> ptx() {
        Ptx mix = config.update().ptx();
        if (mix.weight() == 0) {
            return Optional.empty();
        }
        Batches batches = task.conversations()
                .map(store -> new Batches(store, mix.tokens(), task.seed()))
                .orElseThrow(() -> new TrainerException("ptx asks for conversations, and there are none"));
        return Optional.of(new BatchStream(batches, state.ptx()));
    }

    /** Prompts that leave room for an answer. */
    private List<int[]> fitting() {
        int room = learner.policy().layout().config().contextTokens()
                - config.rollouts().maxNewTokens();
        List<int[]> fitting =
                task.prompts().stream().filter(prompt -> prompt.length <= room).toList();
        int left = task.prompts().size() - fitting.size();
        if (fitting.isEmpty()) {
            throw new TrainerException("none of " + left + " prompts leaves room for an answer of "
                    + config.rollouts().maxNewTokens() + " tokens");
        }
        if (left > 0) {
            watcher.note(left + " prompts leave no room for an answer and are not asked");
        }
        return fitting;
    }

    private long seed(long use) {
        return new SplittableRandom(task.seed() * 0x9E3779B97F4A7C15L + use).nextLong();
    }

    private double secondsLeft() {
        double each = (System.nanoTime() - began) / 1e9 / (state.iteration() - firstIteration);
        return each * (config.iterations() - state.iteration());
    }
}
