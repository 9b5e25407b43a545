package dev.attune.trainer.cycle;

import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.feedback.redis.Erasure;
import dev.attune.feedback.redis.FeedbackHistory;
import dev.attune.feedback.redis.FeedbackLog;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.Retention;
import dev.attune.feedback.redis.Statistics;
import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.LeaseLostException;
import dev.attune.feedback.training.TrainingControl;
import dev.attune.feedback.training.TrainingControl.Mode;
import dev.attune.feedback.training.TrainingEvent;
import dev.attune.feedback.training.TrainingState;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.trainer.cycle.CycleFolder.Outcome;
import dev.attune.trainer.gate.Gate;
import dev.attune.trainer.report.Progress;
import dev.attune.trainer.run.MemoryShortage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The trainer at work: reads feedback as it comes, begins a cycle when one is due, and goes on with one that was interrupted. Never gives up
 * over a cycle that fails; ends when it is told to, when the lease is lost, or when memory is short. One thread, which closes it.
 */
final class TrainerLoop implements AutoCloseable {
    private static final int BATCH = 200;
    /** An entry begun so often ended the trainer each time; other trouble counts, too, for the oldest alone. It is still learned from. */
    static final int MOST_DELIVERIES = 25;

    private final TrainerConfig config;
    private final Stages stages;
    private final Gate gate;
    private final Progress progress;
    private final TrainerLease lease;
    private final Tenure tenure;
    private final TrainingBoard board;
    private final FeedbackLog log;
    private final Settlement settlement;
    private final CheckpointStore store;
    private final CycleFolders cycles;
    private final Books books;
    private final CyclePlanner planner;
    private final Assembly assembly;
    private final Patience patience;
    private final Voice voice;
    private final ControlWatch control;
    private final Housekeeping housekeeping;
    private final BooleanSupplier stop;
    private final Rest rest;
    private Seen looked = Seen.NOTHING;
    /** What is missing, by what was looked at last. */
    private String waitsFor = Need.WAITING;

    /** @param lease stays the caller's; @param stop asked again and again; yes ends the loop, in mid-cycle too */
    TrainerLoop(TrainerConfig config, FeedbackRedis redis, TrainerLease lease, Stages stages, Surroundings around) {
        this.config = config;
        this.stages = stages;
        this.gate = around.gate();
        this.progress = around.progress();
        this.stop = around.stop();
        this.lease = lease;
        this.board = new TrainingBoard(redis);
        // One trainer at a time, so whatever is pending was left by a dead one: it is ours at once.
        this.log =
                new FeedbackLog(redis, new FeedbackLog.Settings("trainer", "trainer", Duration.ZERO, MOST_DELIVERIES));
        this.store = CheckpointStore.at(config.store());
        this.cycles = new CycleFolders(config.training().resolve("cycles"));
        Intake intake = new Intake(config.training().resolve("intake.json"));
        this.books = new Books(intake, cycles, new Need(config.due()));
        this.planner = new CyclePlanner(store, books, stages, config);
        this.patience = new Patience(config.redisPatience(), config.poll());
        this.tenure = new Tenure(lease, patience, progress, stop);
        Erasure erasure = new Erasure(redis, Retention.DEFAULT, Duration.ofMinutes(1), Clock.systemUTC());
        this.settlement = new Settlement(tenure, erasure);
        RedisEvidence evidence = new RedisEvidence(new FeedbackHistory(redis), patience, stop);
        this.assembly = config.assembly(evidence);
        this.rest = new Rest(config.attempts(), config.due().retry());
        this.voice = new Voice(board, lease, progress);
        this.control = new ControlWatch(board, config.poll());
        this.housekeeping = new Housekeeping(store, new Statistics(redis), config, tenure);
    }

    /** Who judges, who watches, and who ends it. */
    record Surroundings(Gate gate, Progress progress, BooleanSupplier stop) {}

    /**
     * Works until it is told to stop.
     *
     * @throws LeaseLostException when another trainer took over
     */
    void run() {
        takeUp();
        while (!stop.getAsBoolean()) {
            try {
                lookAround();
            } catch (FeedbackUnavailableException away) {
                progress.note("waiting for Redis: " + away.getMessage());
                LockSupport.parkNanos(config.poll().toNanos());
            } catch (HaltedException halted) {
                voice.state(
                        TrainingState.PAUSED,
                        voice.said().cycle(),
                        books.evidence(),
                        "halted; goes on where it stopped");
            } catch (CycleException | CheckpointException outside) {
                // No cycle can begin, say because what is served was deleted. People are told, and it is looked at
                // again.
                voice.state(
                        TrainingState.FAILED,
                        voice.said().cycle(),
                        voice.said().evidence(),
                        CycleException.oneLine(outside));
                LockSupport.parkNanos(config.poll().toNanos());
            }
        }
    }

    /** Runs one cycle now, whether or not it is due; what came of it, empty if there is not enough feedback. */
    Optional<String> once() {
        takeUp();
        while (collect() > 0) {
            progress.note("read " + books.intake().read().judgements() + " judgements");
        }
        CycleFolder folder = cycles.open().or(() -> begin(true)).orElse(null);
        if (folder == null) {
            return Optional.empty();
        }
        work(folder);
        return folder.outcome().map(Outcome::reason);
    }

    private void takeUp() {
        voice.takeUp(patience.insist("read the status", board::status, stop));
        progress.note("the trainer's store is " + config.store());
    }

    private void lookAround() {
        // After Redis was away, or we were held up, for long: either the lease comes back, or another trainer has it.
        tenure.heldAtOnce();
        TrainingControl wanted = control.last();
        long cycle = books.lastNumber();
        if (wanted.mode() == Mode.STOP) {
            cycles.open().ifPresent(folder -> end(folder, "given_up", 0, "a person stopped it"));
        }
        if (wanted.mode() != Mode.RUN) {
            String word = wanted.mode() == Mode.STOP ? "stopped by a person" : "paused by a person";
            voice.state(TrainingState.PAUSED, cycle, books.evidence(), word);
            LockSupport.parkNanos(config.poll().toNanos());
            return;
        }
        collect();
        boolean rests = rest.isOn() && !wanted.startAsked();
        Optional<CycleFolder> next = rests ? Optional.empty() : cycles.open().or(() -> begin(wanted.startAsked()));
        next.ifPresent(this::work);
    }

    /** Reads what came, waiting a moment for it; how many acts. */
    private int collect() {
        List<FeedbackLog.Entry> entries = Patience.get(log.read(BATCH));
        if (!entries.isEmpty()) {
            tenure.heldAtOnce();
            books.intake().count(entries);
            Patience.get(log.done(entries));
        }
        return entries.size();
    }

    /** Plans a cycle if it is due and there is enough to learn from. */
    private Optional<CycleFolder> begin(boolean asked) {
        Intake.Read read = books.intake().read();
        Seen now = new Seen(read.judgements(), assembly.imported());
        boolean due = books.isDue();
        if (!asked && (!due || looked.equals(now))) {
            idle(looked.equals(now) ? waitsFor : Need.WAITING);
            return Optional.empty();
        }
        planner.requireWhole();
        looked = now;
        voice.state(TrainingState.COLLECTING, books.nextNumber(), books.evidence(), "reading feedback");
        Snapshot data = assembly.upTo(read.through(), now.imported());
        List<String> missing = books.need().missing(data);
        if (!missing.isEmpty()) {
            if (asked) {
                answerStart();
            }
            waitsFor = "not enough feedback: " + String.join("; ", missing);
            idle(waitsFor);
            return Optional.empty();
        }
        waitsFor = Need.WAITING;
        CyclePlan plan = planner.plan(data, read);
        CycleFolder folder = cycles.folder(plan.number());
        tenure.held();
        folder.write(plan);
        return Optional.of(folder);
    }

    private void work(CycleFolder folder) {
        CyclePlan plan = folder.plan();
        try {
            // Not before the plan is on disk: a trainer that is killed until then leaves the start asked.
            if (!folder.isBegun()) {
                answerStart();
            }
            Snapshot data = assembly.upTo(plan.through(), plan.imported());
            Optional<String> stale = planner.stale(folder, data);
            if (stale.isPresent()) {
                end(folder, "given_up", 0, stale.get());
                return;
            }
            TrainingCycle.Result result = new TrainingCycle(folder, data, bench(plan)).run();
            long version = result.generation().version();
            String sentence = result.verdict().sentence()
                    + folder.cord()
                            .map(reason -> "; practice had stopped itself: " + reason)
                            .orElse("");
            voice.verdict(sentence);
            if (result.verdict().accepted()) {
                end(folder, "published", version, housekeeping.offer(plan, version, sentence));
            } else {
                end(folder, "refused", version, "version " + version + " was " + sentence);
            }
            rest.succeeded();
            housekeeping.tidy(cycles);
        } catch (HaltedException | LeaseLostException | FeedbackUnavailableException passing) {
            throw passing;
        } catch (MemoryShortage ending) {
            failed(folder, plan, ending);
            throw ending;
        } catch (RuntimeException failure) {
            failed(folder, plan, failure);
        }
    }

    private void answerStart() {
        patience.insist("take the start", () -> board.startTaken(lease), stop);
    }

    private void failed(CycleFolder folder, CyclePlan plan, RuntimeException failure) {
        // What failed may be another trainer's doing.
        tenure.held();
        String reason = CycleException.oneLine(failure);
        String message = "cycle " + plan.number() + " failed: " + reason;
        voice.heard(TrainingEvent.said(
                TrainingEvent.Kind.FAILED, plan.number(), voice.said().state(), message, System.currentTimeMillis()));
        switch (rest.failed()) {
            case GIVE_UP -> end(folder, "failed", 0, reason);
            case BEGIN_ANEW -> folder.forgetStages();
            case GO_ON -> {}
        }
        voice.state(TrainingState.FAILED, plan.number(), books.evidence(), message);
    }

    private void end(CycleFolder folder, String result, long version, String reason) {
        tenure.held();
        folder.write(new Outcome(result, version, reason, System.currentTimeMillis()));
        if (version == 0) {
            folder.tidy();
            looked = Seen.NOTHING;
        }
        idle("cycle " + folder.plan().number() + ": " + reason);
    }

    private TrainingCycle.Bench bench(CyclePlan plan) {
        Announcer.Ears ears = new Announcer.Ears(
                progress, voice, () -> stop.getAsBoolean() || control.last().mode() != Mode.RUN);
        return new TrainingCycle.Bench(
                store,
                stages,
                gate,
                ears,
                state -> voice.state(
                        state, plan.number(), books.evidence(), "cycle " + plan.number() + ": " + state.word()),
                settlement);
    }

    private void idle(String message) {
        voice.state(TrainingState.IDLE, books.lastNumber(), books.evidence(), message);
    }

    @Override
    public void close() {
        control.close();
    }
}
