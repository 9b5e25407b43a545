package dev.attune.trainer.sft;

import dev.attune.serving.checkpoint.Dtype;
import dev.attune.trainer.data.BatchStream;
import dev.attune.trainer.data.Batches;
import dev.attune.trainer.model.CosineSchedule;
import dev.attune.trainer.model.Loss;
import dev.attune.trainer.model.TokenBatch;
import dev.attune.trainer.report.MetricsLog;
import dev.attune.trainer.report.Progress;
import dev.attune.trainer.report.TensorBoardEvents;
import dev.attune.trainer.run.SideFiles;
import dev.attune.trainer.run.StepClock;
import dev.attune.trainer.run.TrainerException;
import dev.attune.trainer.sft.Learner.StepResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The loop: batches in, steps of the optimiser, a checkpoint now and then. Everything that decides the weights is in the
 * checkpoint, so a run that was stopped anywhere goes on as if it had not been. One thread.
 */
final class SftRun implements AutoCloseable {
    private static final String WEIGHTS = "model.safetensors";

    private final SftConfig config;
    private final Recipe recipe;
    private final SftData data;
    private final Learner learner;
    private final RunCheckpoints checkpoints;
    private final Progress progress;
    private final Batches batches;
    private final BatchStream stream;
    private final CosineSchedule schedule;
    private final MetricsLog metrics;
    private final TensorBoardEvents events;
    private final StepClock clock = new StepClock();
    private RunState state;

    SftRun(
            SftConfig config,
            SftData data,
            Learner learner,
            RunCheckpoints checkpoints,
            Progress progress,
            RunState state) {
        this.config = config;
        this.recipe = config.recipe();
        this.data = data;
        this.learner = learner;
        this.checkpoints = checkpoints;
        this.progress = progress;
        this.state = state;
        this.batches = new Batches(data.training(), recipe.batchTokens(), recipe.seed());
        this.stream = new BatchStream(batches, state.position());
        long steps = recipe.steps(batches.plan(0).size());
        this.schedule = new CosineSchedule(recipe.peakRate(), recipe.floorShare(), recipe.warmupSteps(), steps);
        createOut();
        this.metrics = new MetricsLog(config.out().resolve("metrics.jsonl"), state.step() + 1);
        this.events = new TensorBoardEvents(config.out().resolve("events"), state.step() + 1, Clock.systemUTC());
    }

    SftResult run(BooleanSupplier stop) {
        progress.note(
                String.format(Locale.ROOT, "%,d weights, %,d steps", learner.parameters(), schedule.totalSteps()));
        while (state.step() < schedule.totalSteps()) {
            if (stop.getAsBoolean()) {
                return stopped();
            }
            step();
            if (isLook()) {
                checkpoint(true);
            }
        }
        return finished();
    }

    @Override
    public void close() {
        metrics.close();
        events.close();
    }

    private boolean isLook() {
        return state.step() % recipe.checkpointEverySteps() == 0
                || state.step() == schedule.totalSteps()
                || checkpoints.choice().looksAt(state.step(), schedule.totalSteps());
    }

    private void step() {
        List<TokenBatch> step = new ArrayList<>();
        for (int i = 0; i < recipe.accumulation(); i++) {
            step.add(stream.next());
        }
        long number = state.step() + 1;
        double rate = schedule.rate(number);
        StepResult result = learner.step(step, rate);
        if (!result.finite()) {
            throw new TrainerException("step " + number + " gave a loss of "
                    + result.loss().mean() + " and a gradient of norm " + result.gradientNorm()
                    + "; the last checkpoint is good, try a lower learning rate");
        }
        long tokens = state.tokens() + result.loss().tokens();
        state = new RunState(number, stream.position(), tokens, Double.NaN, Double.NaN, state.digest());
        report(result, rate, step.stream().mapToLong(TokenBatch::cells).sum());
    }

    private void report(StepResult result, double rate, long cells) {
        clock.done(cells);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss/train", result.loss().mean());
        values.put("lr", rate);
        values.put("grad_norm", result.gradientNorm());
        values.put("tokens_per_second", clock.tokensPerSecond());
        metrics.write(state.step(), values);
        events.scalars(state.step(), values);
        progress.step(new Progress.Pace(
                state.step(),
                schedule.totalSteps(),
                cells,
                result.loss().mean(),
                clock.tokensPerSecond(),
                clock.secondsPerStep() * (schedule.totalSteps() - state.step())));
    }

    /** Not a number when nothing is held out. */
    private double heldOutLoss() {
        Batches heldOut = new Batches(data.heldOut(), recipe.batchTokens(), recipe.seed());
        Loss loss = Loss.NONE;
        for (int[] rows : heldOut.plan(0)) {
            loss = loss.plus(learner.evaluate(heldOut.batch(rows)));
        }
        return loss.mean();
    }

    /** @param measured whether it may be the result */
    private void checkpoint(boolean measured) {
        checkpoints.write(state.step(), folder -> {
            SideFiles.copy(config.model(), folder, Dtype.F32);
            learner.writeModel(folder.resolve(WEIGHTS), Dtype.F32);
            Files.createDirectories(folder.resolve(RunCheckpoints.ARRAYS).getParent());
            learner.writeState(folder.resolve(RunCheckpoints.ARRAYS));
            if (measured) {
                measure(folder);
            }
            return state;
        });
        clock.restart();
    }

    private void measure(Path model) {
        state = state.measured(heldOutLoss(), checkpoints.choice().reward(model));
        note("loss/held_out", "held-out loss", state.heldOutLoss());
        note("score/held_out", "mean reward of answers to held-out prompts", state.reward());
    }

    private void note(String metric, String words, double value) {
        if (!Double.isNaN(value)) {
            metrics.write(state.step(), Map.of(metric, value));
            events.scalars(state.step(), Map.of(metric, value));
            progress.note(String.format(Locale.ROOT, "step %d: %s %.4f", state.step(), words, value));
        }
    }

    private SftResult stopped() {
        checkpoint(false);
        progress.note("stopped at step " + state.step() + "; resume to go on from there");
        return new SftResult(false, state.step(), Double.NaN, config.out());
    }

    private SftResult finished() {
        RunCheckpoints.Saved best = checkpoints.best().orElseThrow();
        learner.readState(best.arrays(), best.state().step());
        try {
            SideFiles.copy(config.model(), config.out(), config.dtype());
        } catch (IOException unwritable) {
            throw new TrainerException(config.out() + ": cannot be written: " + unwritable.getMessage(), unwritable);
        }
        learner.writeModel(config.out().resolve(WEIGHTS), config.dtype());
        progress.note("wrote the model of step " + best.state().step() + " to " + config.out());
        return new SftResult(true, state.step(), best.state().heldOutLoss(), config.out());
    }

    private void createOut() {
        Path out = config.out();
        try {
            Files.createDirectories(out);
        } catch (IOException unwritable) {
            throw new TrainerException(out + ": cannot be made: " + unwritable.getMessage(), unwritable);
        }
    }
}
