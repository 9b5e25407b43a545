package dev.attune.trainer.cycle;

import dev.attune.feedback.training.TrainingEvent;
import dev.attune.feedback.training.TrainingEvent.Kind;
import dev.attune.feedback.training.TrainingState;
import dev.attune.trainer.gate.Verdict;
import dev.attune.trainer.report.MetricsLog;
import dev.attune.trainer.report.Progress;
import dev.attune.trainer.report.TensorBoardEvents;
import dev.attune.trainer.run.StepClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a stage goes: one line in the terminal, events for the servers, {@code metrics/STAGE.jsonl} and TensorBoard files in the
 * cycle's folder. One stage long; one thread, which closes it.
 */
final class Announcer implements StageRun, AutoCloseable {
    private static final String LOSS = "loss/";
    private static final String TOKENS = "tokens";

    private final CycleFolder folder;
    private final CyclePlan plan;
    private final TrainingState stage;
    private final Progress progress;
    private final Listener listener;
    private final BooleanSupplier halt;
    private final Runnable certain;
    private final StepClock clock = new StepClock();
    private @Nullable MetricsLog log;
    private @Nullable TensorBoardEvents events;

    /** Where events go. */
    interface Listener {
        void heard(TrainingEvent event);
    }

    /** Who listens, and who may halt. */
    record Ears(Progress progress, Listener listener, BooleanSupplier halt) {}

    /** @param certain asked before every step and before what is written; throws if another trainer may be writing meanwhile */
    Announcer(CycleFolder folder, CyclePlan plan, TrainingState stage, Ears ears, Runnable certain) {
        this.folder = folder;
        this.plan = plan;
        this.stage = stage;
        this.progress = ears.progress();
        this.listener = ears.listener();
        this.halt = ears.halt();
        this.certain = certain;
    }

    @Override
    public long seed() {
        return plan.seed() * 31 + stage.ordinal();
    }

    @Override
    public boolean halted() {
        // Throws rather than halts: a stage that is halted saves itself.
        certain.run();
        return halt.getAsBoolean();
    }

    @Override
    public void step(long step, long steps, Map<String, Double> metrics) {
        certain.run();
        open(step);
        if (log != null && events != null) {
            log.write(step, metrics);
            events.scalars(step, metrics);
        }
        long tokens = metrics.getOrDefault(TOKENS, 0.0).longValue();
        clock.done(tokens);
        double left = clock.secondsPerStep() * (steps - step);
        progress.step(new Progress.Pace(step, steps, tokens, loss(metrics), clock.tokensPerSecond(), left));
        listener.heard(
                new TrainingEvent(Kind.STEP, plan.number(), stage, step, steps, metrics, left, "", List.of(), now()));
    }

    @Override
    public void note(String sentence) {
        progress.note(stage.word() + ": " + sentence);
        listener.heard(TrainingEvent.said(Kind.STAGE, plan.number(), stage, sentence, now()));
    }

    @Override
    public void stoppedItself(String reason) {
        certain.run();
        folder.writeCord(reason);
        said(Kind.STAGE, "stopped itself: " + reason);
    }

    /** A stage begins, or something is said in words. */
    void said(Kind kind, String message) {
        progress.note("cycle " + plan.number() + ", " + stage.word() + ": " + message);
        listener.heard(TrainingEvent.said(kind, plan.number(), stage, message, now()));
    }

    /** The gate has spoken. */
    void verdict(Verdict verdict) {
        progress.note("cycle " + plan.number() + ", gate: " + verdict.sentence());
        listener.heard(event(Kind.VERDICT, verdict.values(), verdict.sentence(), List.of()));
    }

    /** A version is there. */
    void published(long version) {
        progress.note("cycle " + plan.number() + ": published version " + version);
        listener.heard(
                event(Kind.PUBLISHED, Map.of("version", (double) version), "published version " + version, List.of()));
    }

    /** What the candidate answers beside what is served. */
    void samples(List<TrainingEvent.Sample> samples) {
        listener.heard(event(Kind.SAMPLES, Map.of(), "", samples));
    }

    private TrainingEvent event(
            Kind kind, Map<String, Double> metrics, String message, List<TrainingEvent.Sample> samples) {
        return new TrainingEvent(kind, plan.number(), stage, 0, 0, metrics, null, message, samples, now());
    }

    private void open(long step) {
        if (log != null) {
            return;
        }
        try {
            Path metrics = Files.createDirectories(folder.folder("metrics"));
            log = new MetricsLog(metrics.resolve(stage.word() + ".jsonl"), step);
            events = new TensorBoardEvents(metrics.resolve(stage.word()), step, Clock.systemUTC());
        } catch (IOException unwritable) {
            throw new CycleException(folder.dir() + ": cannot be written: " + unwritable.getMessage(), unwritable);
        }
    }

    private static double loss(Map<String, Double> metrics) {
        return metrics.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(LOSS))
                .mapToDouble(Map.Entry::getValue)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
        if (events != null) {
            events.close();
        }
    }
}
